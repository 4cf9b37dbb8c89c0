import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileDurably } from '../durable-file.ts';

const settings = z.object({ dailySnapshot: z.boolean() });

/** What the person chose in the app. */
export interface SettingsFile {
  /** True until the person said otherwise; false where their choice cannot be read, for it may have been "no". */
  dailySnapshot(): Promise<boolean>;
  setDailySnapshot(on: boolean): Promise<void>;
}

export function createSettingsFile(file: string): SettingsFile {
  return {
    async dailySnapshot() {
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (thrown) {
        return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
      }
      try {
        return settings.parse(JSON.parse(text)).dailySnapshot;
      } catch {
        return false;
      }
    },
    setDailySnapshot: (on) => writeFileDurably(file, JSON.stringify({ dailySnapshot: on })),
  };
}
