import type { ByteRedaction } from '#bundle/redact/byte-stream.ts';
import type { Redactor } from '#bundle/redact/redactor.ts';
import type { Report } from './redact-report.ts';

/** Shared by all files of a run, so that a value has the same pseudonym in each. */
export interface RedactRun {
  redactor: Redactor;
  report: Report;
}

/** Yields the redacted bytes of a text, or stops when the input is not text. */
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

/** Redacts the names in a path like text. Keeps the number of parts, and makes them valid on every system. */
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

/** Names that become equal get `~2`, `~3` and so on. */
export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique.toLowerCase()); number += 1)
    unique = name.replace(/(\.[^./]*)?$/, `~${number}$1`);
  taken.add(unique.toLowerCase());
  return unique;
}
