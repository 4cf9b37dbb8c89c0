import { open } from 'node:fs/promises';
import { customRules } from '#bundle/redact/custom-rules.ts';
import { raise } from '#contract/errors/result.ts';
import { type RedactionList, redactionList } from '#contract/ipc/redaction-list.ts';
import { jsonFile } from '../storage/json-file.ts';

/** More than 550 lines of 200 characters need when every character is escaped. */
const mostBytes = 1024 * 1024;

/**
 * The person's own list; empty if they never wrote one.
 * @throws CandorError if the list is damaged, because collecting without it would show what the person wants hidden. No
 *   message quotes the list, because messages are logged.
 */
export async function readRedactionList(file: string): Promise<RedactionList> {
  const text = await readBounded(file);
  if (text === null) return { words: [], patterns: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged('it is no JSON');
  }
  const parsed = redactionList.safeParse(value);
  if (!parsed.success)
    return damaged(`wrong at ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  const { refused } = customRules(parsed.data);
  return refused.length === 0 ? parsed.data : damaged(`${refused.length} lines cannot be hidden`);
}

export const writeRedactionList = (file: string, list: RedactionList): Promise<void> =>
  jsonFile(file, redactionList).write(list);

/** Null if the file does not exist. */
async function readBounded(file: string): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      return size > mostBytes ? damaged(`it has ${size} bytes`) : await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null;
    if (code === 'ENOENT') return null;
    if (code === null) throw thrown;
    return damaged(code);
  }
}

function damaged(detail: string): never {
  raise(
    'disk-failed',
    'Your list of words that are always hidden cannot be read, so nothing was collected. Open “On this computer”, write the list again and save it. Then try again.',
    { detail },
  );
}
