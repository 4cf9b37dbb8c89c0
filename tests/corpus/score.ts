import { createHash } from 'node:crypto';
import { readKnownDocument } from '#bundle/redact/known-document.ts';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { type Carrier, carriers } from './carriers.ts';
import { type CorpusValue, corpusValues, knownLists } from './values.ts';

export interface Recall {
  placed: number;
  missed: { kind: string; carrier: string; before: string; after: string }[];
}

/** Rules are written against one half; the other one is the score. */
export function isUnseen({ value }: CorpusValue, carrier: Carrier): boolean {
  return (createHash('sha256').update(`${carrier.name}\n${value}`).digest()[0] ?? 0) % 2 === 1;
}

/** What a reader would still find: the value, without what escapes and line ends may do to it. */
export function survives(after: string, value: string): boolean {
  const parts = value.includes('\n') ? value.split('\n').slice(1, -1) : [value];
  const readable = [after, unescaped(after)];
  return parts.some((part) =>
    readable.some((text) => text.toLowerCase().includes(part.toLowerCase())),
  );
}

function unescaped(text: string): string {
  const unicode = text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const entities = unicode
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"');
  const decoded = entities.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  const base = decoded.replace(/[A-Za-z0-9+/]{24,}={0,2}/g, (run) =>
    Buffer.from(run, 'base64').toString('utf8'),
  );
  return base.replaceAll('\\\\', '\\').replaceAll('\\"', '"');
}

/** Every value in every carrier of one half; recall per kind. */
export function scoreCorpus(
  seed: number,
  unseen: boolean,
): { kinds: Map<string, Recall & { group: CorpusValue['group'] }>; placed: number } {
  const values = corpusValues(seed);
  const document = readKnownDocument(JSON.stringify(knownLists(values)));
  if (!document.ok) throw new Error(document.problem);
  const redactor = createRedactor(document);
  const kinds = new Map<string, Recall & { group: CorpusValue['group'] }>();
  let placed = 0;
  for (const value of values) {
    const recall = kinds.get(value.kind) ?? { group: value.group, placed: 0, missed: [] };
    kinds.set(value.kind, recall);
    for (const carrier of carriers) {
      const before = isUnseen(value, carrier) === unseen ? carrier.wrap(value) : null;
      if (before === null || !survives(before, value.value)) continue;
      const after = redactor.redact(before, 'text/plain').text;
      recall.placed += 1;
      placed += 1;
      if (survives(after, value.value))
        recall.missed.push({ kind: value.kind, carrier: carrier.name, before, after });
    }
  }
  return { kinds, placed };
}
