import { startsAfterEscape } from './characters.ts';
import type { Finder, Match } from './match.ts';

/** Tokens that do not begin with their literal, which is `before` units into them. */
const shapes: readonly {
  anchor: string;
  before: readonly number[];
  shape: RegExp;
  label: string;
}[] = [
  {
    anchor: ':aa',
    before: [8, 9, 10],
    shape: /\d{8,10}:AA[\w-]{32,34}(?![\w-])/y,
    label: 'telegram-token',
  },
  {
    anchor: 'q~',
    before: [4],
    shape: /[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/y,
    label: 'azure-secret',
  },
  {
    anchor: '-us',
    before: [32],
    shape: /[0-9a-f]{32}-us\d{1,2}(?![\w-])/y,
    label: 'mailchimp-key',
  },
  {
    anchor: 't3blbkfj',
    before: [23, 24, 23 + 20, 3 + 74, 8 + 74],
    shape: /sk-[\w-]{20,80}T3BlbkFJ[\w-]{20,80}/y,
    label: 'api-key',
  },
  {
    anchor: 'access-',
    before: [0],
    shape: /access-(?:sandbox|development|production)-[0-9a-f-]{36}/y,
    label: 'api-key',
  },
  {
    anchor: 'xoxe.xox',
    before: [0],
    shape: /xoxe\.xox[bp]-\d-[\w]{40,200}/y,
    label: 'slack-token',
  },
];
export const opaqueTokenAnchors: readonly string[] = shapes.map(({ anchor }) => anchor);

const discord = /[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,40}/g;

/** Tokens with a known literal in their middle, and Discord's tokens, which have only a shape. */
export const findOpaqueTokens: Finder = ({ text, hits }) => {
  const places = hits('odd');
  const found: Match[] = [];
  for (let index = 0, done = 0; index < places.length; index += 2) {
    const one = shapes[places[index] ?? 0];
    if (!one) continue;
    const at = (places[index + 1] ?? 0) - one.anchor.length;
    for (const before of one.before) {
      const start = at - before;
      one.shape.lastIndex = Math.max(0, start);
      if (
        start < done ||
        !one.shape.test(text) ||
        (/[\w-]/.test(text.charAt(start - 1)) && !startsAfterEscape(text, start))
      )
        continue;
      done = one.shape.lastIndex;
      found.push({ start, end: done, rule: one.label, kind: 'secret', value: one.label });
    }
  }
  return found;
};

export function findDiscordTokens({ text }: { text: string }): Match[] {
  const found: Match[] = [];
  discord.lastIndex = 0;
  for (let match = discord.exec(text); match !== null; match = discord.exec(text)) {
    const start = match.index;
    if (
      /[\w.-]/.test(text.charAt(start - 1)) ||
      /\w/.test(text.charAt(discord.lastIndex)) ||
      !/\d/.test(match[0]) ||
      !/[A-Z].*[a-z].*[A-Z]/.test(match[0])
    )
      continue;
    found.push({
      start,
      end: discord.lastIndex,
      rule: 'discord-token',
      kind: 'secret',
      value: 'discord-token',
    });
  }
  return found;
}
