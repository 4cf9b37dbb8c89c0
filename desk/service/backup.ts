import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toAppError } from '#contract/errors/result.ts';
import { formatText } from '#contract/text/text.ts';
import { numberOf } from './domain/incidents/number.ts';
import { backUp } from './store/backup.ts';

const usage = `Usage: node desk/service/backup.ts --data FOLDER --to FOLDER
Copies the data of a desk, which may be running, into a new folder. To restore, start a desk with that folder.`;

await main();

async function main(): Promise<void> {
  const folders = readArguments();
  if (!folders) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    const { incidents, gone } = await backUp(folders.data, folders.to);
    process.stdout.write(
      `${JSON.stringify({ incidents, deletedMeanwhile: gone.map(numberOf) })}\n`,
    );
  } catch (thrown) {
    const { message, detail } = toAppError(thrown);
    process.stderr.write(`${formatText(message)}\n${detail ? `${detail}\n` : ''}`);
    process.exitCode = 1;
  }
}

function readArguments(): { data: string; to: string } | null {
  const string = { type: 'string' } as const;
  try {
    const { data, to } = parseArgs({ options: { data: string, to: string } }).values;
    return data && to ? { data: resolve(data), to: resolve(to) } : null;
  } catch {
    return null;
  }
}
