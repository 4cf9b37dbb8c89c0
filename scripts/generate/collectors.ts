import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectorsDocument } from './collectors/document.ts';
import { collectorItemsSource } from './collectors/items.ts';

export const root = join(import.meta.dirname, '..', '..');

/** The files derived from the collectors' declarations, by their path in the project. */
export const collectorFiles = (): Record<string, string> => ({
  'contract/collector/collector-items.ts': collectorItemsSource(),
  'docs/collectors.md': collectorsDocument(),
});

if (import.meta.main)
  for (const [file, content] of Object.entries(collectorFiles()))
    writeFileSync(join(root, file), content);
