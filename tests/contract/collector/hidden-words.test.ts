import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { memory } from '#collector/collectors/memory/collector.ts';
import { textItem } from '#collector/toolkit/define.ts';
import { runAlone } from './one-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-hidden-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what the policy wants hidden never reaches the disk', async () => {
  const talkative = {
    ...memory,
    id: 'talkative',
    collect: async () => ({
      items: [textItem('talk.log', 'Project Bluebird\nbadge NW-123456\nbadge NW-123456\n')],
    }),
  };
  const report = await runAlone(folder, talkative, {
    words: ['Bluebird'],
    patterns: ['\\bNW-\\d{6}\\b'],
  });
  expect(report).toMatchObject({ outcome: { status: 'success' } });
  const [name = ''] = readdirSync(join(folder, 'items/talkative'));

  const text = readFileSync(join(folder, 'items/talkative', name), 'utf8');
  expect(text).toBe('Project word-1\nbadge pattern-1\nbadge pattern-1\n');
  expect(report).toMatchObject({
    discovered: expect.arrayContaining([
      expect.objectContaining({ pseudonym: 'word-1', value: 'Bluebird' }),
      expect.objectContaining({ pseudonym: 'pattern-1', value: 'NW-123456' }),
    ]),
  });
});
