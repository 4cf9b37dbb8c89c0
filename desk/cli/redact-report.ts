import { type FileHandle, open } from 'node:fs/promises';
import type { Replacement } from '#bundle/redact/redactor.ts';
import { UsageError } from './load.ts';

/** Lists what was replaced where, never a value. Written as it grows: a gigabyte of logs makes millions of lines. */
export interface Report {
  begin(item: string): Promise<void>;
  add(replacements: readonly Replacement[]): Promise<void>;
  end(): Promise<void>;
  leaveOut(item: string, reason: string): void;
  readonly leftOut: readonly { item: string; reason: string }[];
  totals(): { files: number; replacements: number };
  close(): Promise<void>;
}

/** @throws UsageError when the file cannot be written */
export async function createReport(path: string | null): Promise<Report> {
  const file = path === null ? null : await openReport(path);
  const leftOut: { item: string; reason: string }[] = [];
  const total = { files: 0, replacements: 0 };
  const counts = new Map<string, number>();
  let item = '';
  let first = true;
  await file?.write('{\n"replacements": [');
  return {
    leftOut,
    begin: async (name) => {
      item = name;
      total.files += 1;
    },
    add: async (replacements) => {
      total.replacements += replacements.length;
      for (const { rule } of replacements) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      if (!file || replacements.length === 0) return;
      const rows = replacements.map(({ start, length, rule, kind, pseudonym }) =>
        JSON.stringify({ item, offset: start, length, rule, kind, pseudonym }),
      );
      await file.write(`${first ? '' : ','}\n${rows.join(',\n')}`);
      first = false;
    },
    end: async () => {},
    leaveOut: (name, reason) => {
      if (name === item) total.files -= 1;
      leftOut.push({ item: name, reason });
    },
    totals: () => ({ ...total }),
    close: async () => {
      const rules = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
      await file?.write(
        `\n],\n"rules": ${JSON.stringify(rules)},\n"leftOut": ${JSON.stringify(leftOut)}\n}\n`,
      );
      await file?.close();
    },
  };
}

async function openReport(path: string): Promise<FileHandle> {
  return open(path, 'w', 0o600).catch((error: unknown) => {
    throw new UsageError(
      `--report ${path}: it cannot be written (${String(error)}). Choose an existing folder that you can write to.`,
    );
  });
}
