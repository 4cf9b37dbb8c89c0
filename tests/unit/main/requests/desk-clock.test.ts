import { expect, test } from 'vitest';
import { createDeskClock } from '#main/requests/desk-clock.ts';

const day = 24 * 3_600_000;
const noon = Date.parse('2026-03-01T12:00:00Z');

function clocks(wrongBy: number, floor = 0) {
  const here = { wall: noon + wrongBy, steady: 0 };
  const clock = createDeskClock({ floor, wall: () => here.wall, steady: () => here.steady });
  return {
    clock,
    pass(milliseconds: number) {
      here.wall += milliseconds;
      here.steady += milliseconds;
    },
    setWall(to: number) {
      here.wall = to;
    },
  };
}

test.each([-day, 0, day])(
  'a clock that is wrong by %d ms changes nothing once the desk has said its time',
  (wrongBy) => {
    const { clock, pass } = clocks(wrongBy);
    clock.learn(noon);
    pass(90_000);
    expect([clock.now(), clock.certain()]).toEqual([noon + 90_000, noon + 90_000]);
  },
);

test('a clock that is set back does not bring an old request to life', () => {
  const { clock, pass, setWall } = clocks(0);
  clock.learn(noon);
  pass(60_000);
  setWall(noon - day);
  expect(clock.now()).toBe(noon + 60_000);
});

test('a clock that jumps ahead makes wait, and ends nothing for good', () => {
  const { clock, setWall } = clocks(0);
  clock.learn(noon);
  setWall(noon + day);
  expect(clock.now()).toBe(noon + day);
  expect(clock.certain()).toBe(noon);
});

test('before the desk is asked, nothing is certain but what it signed earlier', () => {
  const { clock } = clocks(day, noon - 1000);
  expect(clock.certain()).toBe(noon - 1000);
  expect(clocks(-day, noon).clock.now()).toBe(noon);
});
