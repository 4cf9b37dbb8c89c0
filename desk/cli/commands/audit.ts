import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AuditCheck, checkAudit } from '../audit.ts';
import { defineCommand, flag, text, wrong } from '../command.ts';
import type { Output } from '../output.ts';
import { plainJson, plainText } from '../terminal.ts';

export const audit = defineCommand({
  name: 'audit',
  usage: 'candor audit verify FILE [--fingerprint KEY] [--json]',
  does: 'checks an exported audit log; exit code 1 if it was altered or was not signed by KEY',
  options: { fingerprint: text, json: flag },
  read([verb, file, ...rest], { fingerprint = null, json = false }) {
    if (verb !== 'verify' || file === undefined || rest.length > 0)
      wrong('Name one exported log: candor audit verify FILE');
    return { file, fingerprint, json };
  },
  run: verifyLog,
});

/** Exit code: 0 intact, 1 altered or signed by another key, 2 the file cannot be read. */
async function verifyLog(
  { file, fingerprint, json }: { file: string; fingerprint: string | null; json: boolean },
  output: Output,
): Promise<number> {
  let check: AuditCheck;
  try {
    check = await checkAudit(
      createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }),
      fingerprint,
    );
  } catch (thrown) {
    output.err(plainText(`${file}: it cannot be read (${String(thrown)}).`));
    return 2;
  }
  if (json) output.out(plainJson(check));
  else if (check.intact) {
    output.out(
      plainText(`✓ ${check.entries} entries in an unbroken chain, signed by ${check.fingerprint}.`),
    );
  } else if (check.foreign) {
    output.out(
      plainText(
        `✗ The log is intact, but it is not signed by the key you named: ${check.problem}. Check the fingerprint, and check that the export comes from your desk. Anyone can sign a log of their own.`,
      ),
    );
  } else
    output.out(
      plainText(`✗ The log was altered: ${check.problem}. Do not rely on it. Export it again.`),
    );
  return check.intact ? 0 : 1;
}
