import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Redactor } from '#bundle/redact/redactor.ts';
import { writeItem } from '#collector/host/write-item.ts';
import { patternSecrets } from '../bundle/redact/secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-write-item-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A redactor with a gap: only a second opinion can find what it overlooks. */
const overlooking: Redactor = {
  redact: (text) => ({
    text,
    redactions: [{ rule: 'ours', kind: 'user', count: 1 }],
    replacements: [],
  }),
  stream: () => expect.fail('an item is redacted as a whole'),
  discovered: () => [],
  privateMap: () => [],
};

test('a secret that our own rules overlook does not reach the disk when secretlint knows it, and is counted', async () => {
  const [secret = ''] = patternSecrets.find(([, label]) => label === 'github-token') ?? [];
  const text = `found ${secret} in a file\n`;
  const capped = { name: 'talk.log', mediaType: 'text/plain' as const, text, droppedBytes: 0 };
  const item = await writeItem(folder, 'talkative', capped, overlooking);
  expect(await readFile(join(folder, 'items', 'talkative', 'talk.log'), 'utf8')).toBe(
    'found [secret:secretlint] in a file\n',
  );
  expect(item.redactions).toEqual([
    { rule: 'ours', kind: 'user', count: 1 },
    { rule: expect.stringMatching(/^secretlint-/), kind: 'secret', count: 1 },
  ]);
});
