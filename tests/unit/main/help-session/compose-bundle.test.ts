import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { pictureItemId } from '#contract/bundle/picture.ts';
import type {
  CollectedItem,
  CollectorDeclaration,
  CollectorStatus,
} from '#contract/collector/collector.ts';
import { attachedTextItemId, descriptionItemId } from '#contract/collector/item-shapes.ts';
import type { Text } from '#contract/text/text.ts';
import {
  type Collected,
  composeBundle,
  documentsOf,
  itemsOf,
} from '#main/help-session/compose-bundle.ts';
import { shortOfMemory } from './scene.ts';

const declarationOf = (id: string): CollectorDeclaration => ({
  id,
  title: `The part ${id}`,
  purpose: `What ${id} is for`,
  category: id === 'description' ? 'description' : 'logs',
  sensitivity: id === 'description' ? 'private' : 'technical',
  privileges: 'none',
  platforms: ['linux'],
  presets: ['quick'],
  deadlineMs: 1000,
  byteCap: 1024,
});

const texts: Record<string, string> = {
  [descriptionItemId]: '{"happened":"No sound","began":"","severity":null}',
  [attachedTextItemId]: 'Error 0x80070005 for user-1 and user-1\n',
  'memory/memory.json': shortOfMemory,
  'logs/a.log': 'fine\n',
};

const itemOf = (id: string, redactions: CollectedItem['redactions'] = []): CollectedItem => {
  const text = texts[id] ?? 'a picture';
  const mediaType =
    id === pictureItemId ? 'image/png' : id.endsWith('.json') ? 'application/json' : 'text/plain';
  return {
    id,
    mediaType,
    bytes: text.length,
    sha256: sha256Hex(Buffer.from(text)),
    droppedBytes: 0,
    redactions,
  };
};

const partOf = (
  id: string,
  items: CollectedItem[],
  status: CollectorStatus = 'success',
  reason: Text | null = null,
) => ({
  declaration: declarationOf(id),
  outcome: { collector: id, status, durationMs: 12.6, reason, items },
});

const hidden = [
  { rule: 'known-user', kind: 'user', count: 5 },
  { rule: 'shown-by-the-person', kind: 'shown', count: 3 },
];
const denied: Text = {
  message: 'Only an administrator may read {file}.',
  values: { file: '/var/log/secure' },
};
const collected: Collected = {
  bundle: '0a1b2c3d-0001-4000-8000-000000000001',
  createdAt: '2026-12-01T09:00:00.000Z',
  preset: 'quick',
  agent: { version: '0.1.0', platform: 'linux', architecture: 'x64' },
  parts: [
    partOf('description', [itemOf(descriptionItemId), itemOf(attachedTextItemId, hidden)]),
    partOf('screenshot', [
      itemOf(pictureItemId, [{ rule: 'blacked-out-by-the-person', kind: 'picture', count: 2 }]),
    ]),
    partOf('memory', [itemOf('memory/memory.json')]),
    partOf('logs', [itemOf('logs/a.log')], 'partial', denied),
    partOf('denied', [], 'denied', denied),
  ],
};
const composed = (leftOut: string[] = []) =>
  composeBundle(collected, new Set(leftOut), (id) => texts[id]);
const parsed = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());

describe('what a person can include or leave out', () => {
  test('is listed with what each item is, what it is for, and how much of it is hidden now', () => {
    const [words, attached, picture] = itemsOf(collected);
    expect(words).toMatchObject({
      collector: 'description',
      title: 'The part description',
      purpose: 'What description is for',
      category: 'description',
      sensitivity: 'private',
      redacted: 0,
    });
    // What the person put back is no longer hidden.
    expect(attached).toMatchObject({ title: 'Text that you attached', redacted: 2 });
    expect(picture).toMatchObject({ title: 'The part screenshot', redacted: 2 });
    expect(itemsOf(collected).every((item) => !('redactions' in item))).toBe(true);
  });
});

describe('the documents of a bundle', () => {
  test('list every collector of the preset with its items, its time and why something is missing', () => {
    const { manifest } = composed();
    expect(manifest).toMatchObject({
      format: 'candor-bundle',
      version: 1,
      bundle: collected.bundle,
      createdAt: collected.createdAt,
      preset: 'quick',
      agent: collected.agent,
      leftOut: [],
    });
    expect(manifest.items).toEqual(itemsOf(collected));
    expect(
      manifest.collectors.map(({ id, status, durationMs, reason, items }) => [
        id,
        status,
        durationMs,
        reason,
        items,
      ]),
    ).toEqual([
      ['description', 'success', 13, null, [descriptionItemId, attachedTextItemId]],
      ['screenshot', 'success', 13, null, [pictureItemId]],
      ['memory', 'success', 13, null, ['memory/memory.json']],
      ['logs', 'partial', 13, denied, ['logs/a.log']],
      ['denied', 'denied', 13, denied, []],
    ]);
    expect(manifest.collectors[3]).toMatchObject({
      title: 'The part logs',
      purpose: 'What logs is for',
      category: 'logs',
    });
  });

  test('name what was left out by its title and size only', () => {
    const { manifest, redactionsBytes, findings, manifestBytes } = composed([
      attachedTextItemId,
      'memory/memory.json',
    ]);
    expect(manifest.leftOut).toEqual([
      {
        id: attachedTextItemId,
        title: 'Text that you attached',
        bytes: texts[attachedTextItemId]?.length,
      },
      { id: 'memory/memory.json', title: 'The part memory', bytes: shortOfMemory.length },
    ]);
    expect(manifest.items.map(({ id }) => id)).toEqual([
      descriptionItemId,
      pictureItemId,
      'logs/a.log',
    ]);
    expect(manifest.collectors.map(({ items }) => items)).toEqual([
      [descriptionItemId],
      [pictureItemId],
      [],
      ['logs/a.log'],
      [],
    ]);
    expect(findings.findings).toEqual([]);
    expect(parsed(redactionsBytes).items.map(({ item }: { item: string }) => item)).toEqual([
      pictureItemId,
    ]);
    const hash = sha256Hex(Buffer.from(texts[attachedTextItemId] ?? ''));
    expect(Buffer.from(manifestBytes).includes(hash)).toBe(false);
  });

  test('judge only what is included, without reading a byte of what was left out', () => {
    const read = new Set<string>();
    composeBundle(collected, new Set(['memory/memory.json']), (id) => {
      read.add(id);
      return texts[id];
    });
    expect(read).not.toContain('memory/memory.json');
    expect(composed().findings.findings.map(({ analyzer }) => analyzer)).toEqual([
      'memory-pressure',
    ]);
  });

  test('report each rule’s work, and which items are pictures that nothing was searched in', () => {
    expect(parsed(composed().redactionsBytes)).toEqual({
      items: [
        { item: attachedTextItemId, redactions: hidden },
        {
          item: pictureItemId,
          redactions: [{ rule: 'blacked-out-by-the-person', kind: 'picture', count: 2 }],
        },
      ],
      notSearched: [pictureItemId],
    });
    expect(parsed(composed([pictureItemId]).redactionsBytes)).not.toHaveProperty('notSearched');
  });

  test('are those whose sizes and hashes the manifest names, and the manifest hash names the manifest', () => {
    const composition = composed();
    const documents = documentsOf(composition);
    const { manifest } = composition;
    expect(Object.keys(documents)).toEqual([
      'manifest.json',
      'findings.json',
      'timeline.json',
      'redactions.json',
    ]);
    for (const [name, described] of [
      ['findings.json', manifest.findings],
      ['redactions.json', manifest.redactions],
      ['timeline.json', manifest.timeline],
    ] as const) {
      const bytes = documents[name] ?? new Uint8Array();
      expect(described).toEqual({ bytes: bytes.length, sha256: sha256Hex(bytes) });
    }
    expect(composition.manifestHash).toBe(sha256Hex(composition.manifestBytes));
    expect(parsed(composition.manifestBytes)).toEqual(JSON.parse(JSON.stringify(manifest)));
    expect(parsed(composition.findingsBytes)).toEqual(
      JSON.parse(JSON.stringify(composition.findings)),
    );
  });

  test('and the included items are the size that the person reads', () => {
    const sizeOf = (composition: ReturnType<typeof composed>) => [
      ...composition.manifest.items.map(({ bytes }) => bytes),
      ...Object.values(documentsOf(composition)).map(({ length }) => length),
    ];
    for (const composition of [composed(), composed(['logs/a.log'])])
      expect(composition.bytes).toBe(sizeOf(composition).reduce((sum, bytes) => sum + bytes, 0));
  });
});
