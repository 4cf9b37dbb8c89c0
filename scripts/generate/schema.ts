import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { manifest } from '#contract/bundle/manifest.ts';

export const schemaFile = new URL('../../docs/manifest.schema.json', import.meta.url);

/** The JSON Schema (draft 2020-12) of a bundle's `manifest.json`, as text of the file in `docs/`. */
export function manifestSchema(): string {
  const schema = {
    ...z.toJSONSchema(manifest, { target: 'draft-2020-12' }),
    title: 'Candor bundle manifest',
    description:
      "manifest.json: a support bundle's table of contents. SHA-256 over its exact bytes is the manifest hash that the receipt names.",
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (import.meta.main) await writeFile(schemaFile, manifestSchema());
