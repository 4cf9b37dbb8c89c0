import { describe, expect, test } from 'vitest';
import { appErrorOf } from '#contract/errors/result.ts';
import { entry } from '#main/outbox/entry.ts';

const at = '2026-01-01T00:00:00.000Z';
const deletedAt = '2026-01-02T00:00:00.000Z';
const problem = appErrorOf('desk-unreachable', 'Something.');
const unchanged = {
  format: 'candor-outbox-entry',
  version: 1,
  id: '3f1e0d5c-0a52-4a3c-9d59-0a5b6a8c9d10',
  agreedAt: at,
  summary: 'The printer is on fire',
  recipient: {
    organisation: 'Example Ltd',
    fingerprint: 'A'.repeat(43),
    desk: 'https://desk.example',
  },
  retentionDays: 30,
  itemCount: 0,
  contentBytes: null,
  copy: 'none',
  manifestHash: 'a'.repeat(64),
  device: 'B'.repeat(43),
  totalBytes: 10,
  sha256: 'b'.repeat(64),
  sentBytes: 0,
  delivery: { state: 'canceled' },
  uploadPath: null,
  incident: null,
  acceptance: null,
  seen: [],
  unsentMessage: null,
};

describe('an entry that an earlier version wrote', () => {
  test.each([true, false])('keeps whether its upload is to be abandoned: %s', (withdraw) => {
    expect(entry.parse({ ...unchanged, withdraw })).toEqual({
      ...unchanged,
      abandonUpload: withdraw,
      deletion: null,
    });
  });

  test.each([
    ['was not requested', null, null, null],
    ['was requested', { at, problem: null }, null, { state: 'requested', at, problem: null }],
    ['failed so far', { at, problem }, null, { state: 'requested', at, problem }],
    [
      'is confirmed',
      { at, problem: null },
      { jws: 'a.b.c', deletedAt },
      { state: 'done', at, deletedAt, confirmation: 'a.b.c' },
    ],
  ])('keeps that its deletion %s', (_title, recall, withdrawal, deletion) => {
    const stored = { ...unchanged, withdraw: false, recall, withdrawal };
    expect(entry.parse(stored)).toEqual({ ...unchanged, abandonUpload: false, deletion });
  });

  test.each([
    ['withdraw', { withdraw: 'yes' }],
    ['recall', { withdraw: false, recall: 'yes' }],
    ['recall.at', { withdraw: false, recall: { at: 'yesterday', problem: null } }],
    ['withdrawal', { withdraw: false, recall: { at, problem: null }, withdrawal: { jws: 1 } }],
  ])('is damaged when its %s is not valid', (_field, change) => {
    expect(entry.safeParse({ ...unchanged, ...change }).success).toBe(false);
  });
});

test('an entry comes back as it was written', () => {
  const current = {
    ...unchanged,
    abandonUpload: false,
    deletion: { state: 'requested', at, problem: null },
  };
  expect(entry.parse(JSON.parse(JSON.stringify(current)))).toEqual(current);
});
