import { expect, test } from 'vitest';
import { createScrubber } from '../../../../main/log/log.ts';

test('the log does not name the person, their home or the machine', () => {
  const scrub = createScrubber({ home: '/home/annika', user: 'annika', host: 'annika-laptop-7' });
  expect(scrub('open /home/annika/x as annika on annika-laptop-7')).toBe('open ~/x as [user] on [host]');
});

test('common words that are also account names stay readable', () => {
  const scrub = createScrubber({ home: '/root', user: 'root', host: 'localhost' });
  expect(scrub('root of the tree at localhost')).toBe('root of the tree at localhost');
});
