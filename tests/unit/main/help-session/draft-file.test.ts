import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDraft } from '#contract/text/description.ts';
import { createDraftFile } from '#main/help-session/draft-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-draft-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('words that were cut off by a crash are set aside before the next ones are written, and not logged', async () => {
  const path = join(folder, 'draft.json');
  const torn = '{"draft":{"happened":"My own wor';
  await writeFile(path, torn);
  const reports: string[] = [];
  const file = createDraftFile(path, (detail) => void reports.push(detail));
  expect(await file.read()).toEqual({ draft: emptyDraft, interrupted: false });
  await file.write({ ...emptyDraft, happened: 'New words' }, true);
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe(torn);
  expect((await file.read()).draft.happened).toBe('New words');
  expect(reports).toEqual([`${path} is damaged and set aside: not JSON`]);
});

test('a damaged draft that was set aside goes when the draft is cleared', async () => {
  const path = join(folder, 'draft.json');
  await writeFile(path, '{"draft":{"happened":"My own wor');
  const file = createDraftFile(path, () => {});
  await file.read();
  await file.write({ ...emptyDraft, happened: 'New words' }, true);
  expect(await readdir(folder)).toEqual(['draft.json', 'draft.json.damaged']);
  await file.write(emptyDraft, false);
  expect(await readdir(folder)).toEqual(['draft.json']);
});
