import { parseJsonText, valuesOfDocument } from '#policy/policy-document.ts';
import type { PolicySource } from './policy-source.ts';

/** A policy written as one JSON document. @param place its source: a path or a registry value. */
export function parsePolicyText(text: string, place: string): PolicySource {
  try {
    return {
      kind: 'found',
      place,
      layers: [{ level: 'machine', values: valuesOfDocument(parseJsonText(text), place) }],
    };
  } catch (thrown) {
    return {
      kind: 'refused',
      place,
      detail: `not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    };
  }
}
