import { expect, test } from 'vitest';
import { analyzers } from '#diagnosis/analyze.ts';
import { changeBeforeFailure } from '#diagnosis/change-before-failure.ts';
import { windowMessages } from '#renderer/base/window-messages.ts';

test('every analyzer that may be unable to judge has a name that a person understands', () => {
  const ids = [...analyzers.map(({ id }) => id), changeBeforeFailure];
  expect(ids.filter((id) => !Object.hasOwn(windowMessages, `analyzer.${id}`))).toEqual([]);
});
