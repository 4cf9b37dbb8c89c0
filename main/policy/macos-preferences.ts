import { userInfo } from 'node:os';
import {
  type PlacedValue,
  parseJsonText,
  typedValues,
  valuesOfDocument,
} from '#policy/policy-document.ts';
import type { PolicySource } from './policy-source.ts';
import { readProtectedFile } from './protected-file.ts';
import { runTool } from './run-tool.ts';

const domain = 'com.candor.agent.plist';
const folder = '/Library/Managed Preferences';
/** One JSON document with all settings, as a dictionary or as text. */
const wholeKey = 'Policy';
/** Keys that macOS itself adds to the settings of a profile. */
const profileKey = /^(Payload|com\.apple\.|_manualProfile)/;

/**
 * The settings in managed preferences, in the JSON that `plutil` makes of them: one key a setting or a group of them, or
 * `Policy` with all. A single key wins over the same in `Policy`.
 * @throws Error that says so if it is not plutil output.
 */
export function parseManagedPreferences(json: string, place: string): PlacedValue[] {
  const document: unknown = JSON.parse(json);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return [];
  const own = Object.entries(document).filter(([key]) => !profileKey.test(key));
  const whole = own.flatMap(([key, value]) => {
    if (key !== wholeKey) return [];
    const source = `${place}, key ${wholeKey}`;
    return valuesOfDocument(typeof value === 'string' ? parseJsonText(value) : value, source);
  });
  const single = own.flatMap(([key, value]) =>
    key === wholeKey ? [] : typedValues(valuesOfDocument({ [key]: value }, `${place}, key ${key}`)),
  );
  const named = new Set(single.map(({ setting }) => setting));
  return [...whole.filter(({ setting }) => !named.has(setting)), ...single];
}

/** Only the system itself writes managed preferences, from a profile of device management. */
export async function readMacosPreferences(): Promise<PolicySource> {
  const machine = await readPlist(`${folder}/${domain}`);
  if (!machine.ok) return { kind: 'refused', place: machine.place, detail: machine.detail };
  if (machine.values.length === 0) return { kind: 'absent' };
  const user = await readPlist(`${folder}/${userInfo().username}/${domain}`);
  const layers = [{ level: 'machine' as const, values: machine.values }];
  // A fault in one person's settings does not affect the machine's policy.
  return {
    kind: 'found',
    place: machine.place,
    layers: user.ok ? [...layers, { level: 'user', values: user.values }] : layers,
  };
}

type Plist =
  | { ok: true; place: string; values: PlacedValue[] }
  | { ok: false; place: string; detail: string };

async function readPlist(place: string): Promise<Plist> {
  const file = await readProtectedFile(place);
  if (file.kind === 'absent') return { ok: true, place, values: [] };
  if (file.kind === 'refused') return { ok: false, place, detail: file.detail };
  const answer = await runTool('/usr/bin/plutil', ['-convert', 'json', '-o', '-', place]);
  if (!answer.ok) return { ok: false, place, detail: answer.detail };
  try {
    return {
      ok: true,
      place,
      values: parseManagedPreferences(answer.output.toString('utf8'), place),
    };
  } catch (thrown) {
    return { ok: false, place, detail: `not what plutil writes: ${String(thrown)}` };
  }
}
