import { readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { errorCodeOf } from '#bundle/durable-file.ts';
import { writeFileDurably } from './durable-file.ts';

/** A file is damaged if it cannot be read, is not JSON or does not fit the schema; `detail` says which, for the log. */
export type JsonRead<T> =
  | { state: 'absent' }
  | { state: 'read'; value: T }
  | { state: 'damaged'; detail: string };

/** One JSON document in a private file that is replaced as a whole. */
export interface JsonFile<T> {
  /** Leaves a damaged file in place. For files whose loss would grant something: a pin, a choice against collecting. */
  read(): Promise<JsonRead<T>>;
  /**
   * Null if the file is missing or damaged. A damaged file is renamed to `.damaged` and reported, so that the next write
   * does not replace what somebody may still be able to read.
   */
  readOrSetAside(report: (detail: string) => void): Promise<T | null>;
  /** Durable when it resolves. @throws CandorError `disk-full` or `disk-failed`; the old content is then unchanged. */
  write(value: T): Promise<void>;
  /** Removes the damaged file that was set aside, if there is one. */
  removeSetAside(): Promise<void>;
}

export function jsonFile<T>(file: string, schema: z.ZodType<T>): JsonFile<T> {
  const setAside = `${file}.damaged`;

  async function read(): Promise<JsonRead<T>> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (thrown) {
      return errorCodeOf(thrown) === 'ENOENT'
        ? { state: 'absent' }
        : { state: 'damaged', detail: String(thrown) };
    }
    return parse(text);
  }

  function parse(text: string): JsonRead<T> {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      // The parser's message would quote the content, which may be private.
      return { state: 'damaged', detail: 'not JSON' };
    }
    const parsed = schema.safeParse(content);
    return parsed.success
      ? { state: 'read', value: parsed.data }
      : { state: 'damaged', detail: z.prettifyError(parsed.error) };
  }

  return {
    read,
    async readOrSetAside(report) {
      const found = await read();
      if (found.state === 'read') return found.value;
      if (found.state === 'damaged') {
        report(`${file} is damaged and set aside: ${found.detail}`);
        await rename(file, setAside).catch((thrown: unknown) => report(String(thrown)));
      }
      return null;
    },
    write: async (value) => writeFileDurably(file, JSON.stringify(schema.parse(value))),
    removeSetAside: () => rm(setAside, { force: true }),
  };
}
