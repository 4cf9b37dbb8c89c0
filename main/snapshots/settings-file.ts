import { z } from 'zod';
import { jsonFile } from '../storage/json-file.ts';

const settings = z.object({ dailySnapshot: z.boolean() });

/** What the person chose in the app. */
export interface SettingsFile {
  /** True until the person decides otherwise; false if their choice cannot be read, because it may have been "no". */
  dailySnapshot(): Promise<boolean>;
  setDailySnapshot(on: boolean): Promise<void>;
}

export function createSettingsFile(path: string): SettingsFile {
  const file = jsonFile(path, settings);
  return {
    async dailySnapshot() {
      // Not set aside: without the file, the next start would assume that no choice was made.
      const found = await file.read();
      return found.state === 'read' ? found.value.dailySnapshot : found.state === 'absent';
    },
    setDailySnapshot: (on) => file.write({ dailySnapshot: on }),
  };
}
