import os from 'node:os';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { services, tccPrograms } from './darwin.ts';
import { distinct, type Part, type Permission, type Program } from './types.ts';

/** macOS 11 and later; before that, the column was `allowed`. Only root may read the list for location. */
const question = `select service, auth_value, client from access where service in (${Object.keys(
  services,
)
  .map((name) => `'${name}'`)
  .join(',')}) limit 1000;`;

interface Gathered {
  permissions: Permission[] | null;
  /** Databases that this account may not read. */
  denied: number;
}

/** The computer's database and the person's. Only programs with full disk access may open them; macOS does not ask the person. */
export async function gatherDarwin(context: CollectContext): Promise<Gathered> {
  const folders = [
    '/Library/Application Support/com.apple.TCC',
    `${os.homedir()}/Library/Application Support/com.apple.TCC`,
  ];
  const found = await Promise.all(
    folders.map((folder) => readDatabase(context, `${folder}/TCC.db`)),
  );
  const read = found.filter((rows) => Array.isArray(rows));
  const denied = found.filter((rows) => rows === 'denied').length;
  if (read.length === 0) return { permissions: null, denied };
  const all = read.flat();
  const permissions = [...new Set(Object.values(services))].map(
    (part): Permission => ({
      part,
      allowed: null,
      decidedBy: null,
      desktopPrograms: null,
      programs: distinct(all.filter((row) => row.part === part).map(({ program }) => program)),
    }),
  );
  return { permissions, denied };
}

async function readDatabase(
  context: CollectContext,
  path: string,
): Promise<{ part: Part; program: Program }[] | 'denied' | 'missing'> {
  const probe = await context.readText(path, 16);
  if (!probe.ok) return probe.problem === 'denied' ? 'denied' : 'missing';
  const asked = await context.run('sqlite3', ['-readonly', path, question], { timeoutMs: 3000 });
  if (asked.state === 'ended' && asked.exitCode === 0) return tccPrograms(asked.stdout);
  return /unable to open|not permitted|authorization denied/i.test(asked.stderr)
    ? 'denied'
    : 'missing';
}
