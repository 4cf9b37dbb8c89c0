import { CandorError } from '#contract/errors/result.ts';
import { formatText } from '#contract/text/text.ts';
import { UsageError } from './load.ts';
import type { Output } from './output.ts';
import { plainText } from './terminal.ts';

/** Runs `work` and reports a failure with the file's name. Returns the exit code. */
export async function withFile(
  file: string,
  output: Output,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    output.err(plainText(errorText(file, error)));
    return 2;
  }
}

function errorText(file: string, error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof CandorError)) return `${file}: ${String(error)}`;
  const { message, detail } = error.error;
  return `${file}: ${formatText(message)}${detail === null ? '' : ` (${detail})`}`;
}

/** Runs `work` and reports why a call to the desk failed. Returns the exit code. */
export async function atDesk(output: Output, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    output.err(plainText(error instanceof Error ? error.message : String(error)));
    return 2;
  }
}
