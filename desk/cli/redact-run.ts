import type { ByteRedaction } from '#bundle/redact/byte-stream.ts';
import type { Redactor } from '#bundle/redact/redactor.ts';
import type { Report } from './redact-report.ts';

/** What one run shares: the same value has the same pseudonym in every file. */
export interface RedactRun {
  redactor: Redactor;
  report: Report;
}

/** The redacted bytes of a text; nothing when it turns out to be none. */
export async function* redacted(
  chunks: AsyncIterable<Uint8Array>,
  stream: ByteRedaction,
  run: RedactRun,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    const { bytes, replacements } = stream.push(chunk);
    await run.report.add(replacements);
    if (bytes.length > 0) yield bytes;
    if (stream.encoding() === 'binary') return;
  }
  const { bytes, replacements } = stream.end();
  await run.report.add(replacements);
  if (bytes.length > 0) yield bytes;
}

/** A path with its names redacted like text. The parts stay as many as they were, and every system can store them. */
export function safeName(path: string, run: RedactRun): string {
  const whole = run.redactor.redact(`/${path}`, 'text/plain').text.slice(1);
  const parts =
    whole.split('/').length === path.split('/').length
      ? whole.split('/')
      : path.split('/').map((part) => run.redactor.redact(part, 'text/plain').text);
  return parts
    .map((part) => part.replace(/\[secret:([a-z-]+)\]/g, 'secret-$1').replace(/^\.{1,2}$/, '_'))
    .join('/');
}

/** Two names that become the same get `~2`, `~3` … */
export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique.toLowerCase()); number += 1)
    unique = name.replace(/(\.[^./]*)?$/, `~${number}$1`);
  taken.add(unique.toLowerCase());
  return unique;
}
