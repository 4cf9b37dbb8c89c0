import { catalogue } from '#collector/host/catalogue.ts';
import { inventoryCalls } from '#collector/inventory/calls.ts';
import { commandLines, type Way } from '#collector/inventory/command-lines.ts';
import type { Collector } from '#collector/toolkit/define.ts';
import { categories, type Platform, platforms, presets } from '#contract/collector/collector.ts';

const systems: Record<Platform, string> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** `docs/collectors.md`: every collector, as it declares itself. */
export function collectorsDocument(): string {
  return `${[introduction, presetTable(), ...categories.flatMap(section), inventorySection()].join('\n\n')}\n`;
}

const introduction = `# What Candor collects

Written from the code by \`node scripts/generate/collectors.ts\`; change a collector in \`collector/collectors/\` and run it again.

Every collector reads and changes nothing. Commands run without a shell, with absolute paths, as the person who asked for
help, never as an administrator; what only an administrator may read is reported as denied. Secrets and personal values are
replaced before anything is written to disk, and a person sees every item before it is sent. To recognize them, Candor also
asks the system for the names of accounts, of this computer, its addresses and of Wi-Fi networks it has joined; that list stays
in memory.

- **Sensitivity.** \`technical\`: facts about the machine. \`personal\`: may name the person, their programs or their network.
  \`private\`: text that other programs wrote, which may hold anything.
- **Deadline.** After it a collector is stopped, with all it started, and keeps what it has.
- **Size.** Most bytes of one item before redaction; what had to be left out is counted, and the item says so.

An organisation's policy may name applications of its own. Each becomes a collector \`app-ID\` (software, private, presets
standard and full) that reads only what the policy lists: at most 10 log files, the newest first, the last 2 MB of each, and 10
configuration files of 256 KB, and runs the one command that prints the version. It follows no symbolic link out of the folder
named, and never reads keys, password stores or browsers' own data, whatever a policy says.

What stands behind PowerShell, CIM, COM or Registry is asked in one call of Windows PowerShell with a fixed script.`;

function presetTable(): string {
  const heading = `| collector | ${presets.join(' | ')} |`;
  const line = `| --- |${' --- |'.repeat(presets.length)}`;
  const rows = catalogue.map(
    (one) =>
      `| [${one.title}](#${one.id}) | ${presets.map((preset) => (one.presets.includes(preset) ? 'yes' : '')).join(' | ')} |`,
  );
  return ['## Presets', '', heading, line, ...rows].join('\n');
}

function section(category: Collector['category']): string[] {
  const members = catalogue.filter((one) => one.category === category);
  return members.length === 0
    ? []
    : [`## ${category.charAt(0).toUpperCase()}${category.slice(1)}`, ...members.map(entry)];
}

function entry(one: Collector): string {
  const facts = [
    `Sensitivity: ${one.sensitivity}`,
    'privileges: none',
    `systems: ${one.platforms.map((platform) => systems[platform]).join(', ')}`,
    `presets: ${one.presets.join(', ')}`,
    `deadline: ${one.deadlineMs / 1000} s`,
    `size: ${sizeOf(one.byteCap)}`,
  ];
  const reads = platforms
    .filter((platform) => one.platforms.includes(platform))
    .map((platform) => `- ${systems[platform]}: ${one.reads[platform].map(asCode).join('; ')}`);
  return [
    `<a id="${one.id}"></a>\n\n### ${one.title} (\`${one.id}\`)`,
    one.purpose,
    `${facts.join('; ')}.`,
    `Writes ${one.items.map((name) => `\`${name}\``).join(', ')}.`,
    `Runs and reads:\n\n${reads.join('\n')}`,
    ...missingIn(one),
    `May reveal: ${one.mayReveal}`,
  ].join('\n\n');
}

function missingIn({ privileges, platforms: where }: Collector): string[] {
  const missing =
    privileges === 'none'
      ? []
      : where.flatMap((one) => privileges[one] && `- ${systems[one]}: ${privileges[one]}`);
  const lines = missing.filter((line) => line !== undefined);
  return lines.length === 0
    ? []
    : [
        `Missing without the privileges of an administrator, which Candor never asks for:\n\n${lines.join('\n')}`,
      ];
}

/** Each command line of the library as it wants it, and what is done about it. */
function inventorySection(): string {
  const heading =
    'Memory modules, chassis, mainboard, processor detail, graphics memory and the displays of macOS are read by the library `systeminformation`, in the presets standard and full ([why](decisions/0001-inventory.md)). It works in threads that start no program. Each command line that it asks for is looked up here, and everything else is refused. An allowed program is found and run like every other command above, without a shell, and a PowerShell line is asked in the same session. Lines with serial numbers, asset tags and UUIDs are left out before the library sees the answer.';
  const parts = platforms.map((platform) => {
    const rows = inventoryCalls.flatMap((call) =>
      (commandLines[platform][call] ?? []).map(
        ([line, way]) => `| \`${call}\` | ${inCell(line)} | ${doneOf(way)} |`,
      ),
    );
    return [
      `### ${systems[platform]}`,
      '',
      '| call | the library wants | Candor |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return ['## Command lines of the inventory', heading, ...parts].join('\n\n');
}

const inCell = (line: string): string =>
  `\`${line.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')}\``;

function doneOf(way: Way): string {
  if ('run' in way)
    return `runs \`${way.run.join(' ')}\`${way.administrator ? ', which only an administrator may' : ''}`;
  if ('files' in way) return `reads ${Object.values(way.files).map(asCode).join(', ')}`;
  return 'script' in way ? 'asks it in the session' : `runs nothing: ${way.because}`;
}

/** A backslash and an asterisk mean something in Markdown. */
const asCode = (text: string): string => (/[*\\<>_]/.test(text) ? `\`${text}\`` : text);

const sizeOf = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MB` : `${bytes / 2 ** 10} KB`;
