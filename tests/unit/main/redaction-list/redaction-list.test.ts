import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { customRules, policyRules } from '#bundle/redact/custom-rules.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import { CandorError } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import {
  combinedRedactionList,
  redactionListHandlers,
} from '#main/redaction-list/redaction-list.ts';
import { readRedactionList } from '#main/redaction-list/redaction-list-file.ts';

let folder = '';
let reported: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-hiding-'));
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'agent', 'always-hidden.json');
const policyOf = (hidden: Policy['hidden']) =>
  ({ hidden, applications: [] as Policy['applications'] }) as Policy;
const calls = (policy: Policy | null = null, at = file()) =>
  redactionListHandlers({
    file: at,
    collectors: ['memory'],
    policy: () => policy,
    report: (problem) => reported.push(problem),
  });

describe('a person’s own list', () => {
  test('is empty until they write one', async () => {
    expect(await calls()['redactionList.get'](undefined)).toEqual({
      words: [],
      patterns: [],
      readable: true,
      byOrganisation: 0,
    });
  });

  test('is saved in a file that only they can read', async () => {
    const answer = await calls()['redactionList.set']({
      words: 'Bluebird\n',
      patterns: '\\bNW-\\d{6}\\b',
    });
    expect(answer).toMatchObject({
      saved: { words: ['Bluebird'], patterns: ['\\bNW-\\d{6}\\b'] },
      faults: [],
    });
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'agent'))).toEqual(['always-hidden.json']);
    expect(await calls()['redactionList.get'](undefined)).toMatchObject({
      words: ['Bluebird'],
      readable: true,
    });
  });

  test('stays as it was when a line of the next one cannot be hidden', async () => {
    await calls()['redactionList.set']({ words: 'Bluebird', patterns: '' });
    const answer = await calls()['redactionList.set']({ words: 'Heron', patterns: '(a+)+$' });
    expect(answer).toMatchObject({ saved: null, faults: [{ list: 'patterns', line: 1 }] });
    expect(await readRedactionList(file())).toEqual({ words: ['Bluebird'], patterns: [] });
  });

  test('says how many the organisation adds, never which', async () => {
    const policy = policyOf({ words: ['Wren', 'Heron'], patterns: ['x\\d'] });
    expect(await calls(policy)['redactionList.get'](undefined)).toEqual({
      words: [],
      patterns: [],
      readable: true,
      byOrganisation: 3,
    });
  });
});

describe('a damaged list', () => {
  test.each([
    ['cut short', '{"words":["Bluebird'],
    ['of another shape', '{"words":["Bluebird"]}'],
    ['with more in it', '{"words":["Bluebird"],"patterns":[],"x":1}'],
    ['with a word too short', '{"words":["Bluebird","B"],"patterns":[]}'],
    ['with a pattern that is none', '{"words":[],"patterns":["(Bluebird"]}'],
    ['with a pattern that could take long', '{"words":[],"patterns":["(Bluebird+)+$"]}'],
    ['too large', `{"words":["Bluebird"],"patterns":[]}${' '.repeat(1024 * 1024)}`],
  ])(
    '%s: nothing is collected, the person is told, and no message quotes it',
    async (_what, content) => {
      const at = join(folder, 'always-hidden.json');
      writeFileSync(at, content);
      const thrown: unknown = await readRedactionList(at).catch((error: unknown) => error);
      if (!(thrown instanceof CandorError)) throw thrown;
      expect(thrown.error.message.message).toMatch(/cannot be read, so nothing was collected/);
      expect(String(thrown.stack)).not.toMatch(/Bluebird/);
      expect(await calls(null, at)['redactionList.get'](undefined)).toMatchObject({
        readable: false,
        words: [],
      });
      expect(reported).toHaveLength(1);
      expect(reported[0]).not.toMatch(/Bluebird/);
      expect(readFileSync(at, 'utf8')).toBe(content);

      await calls(null, at)['redactionList.set']({ words: '', patterns: '' });
      expect(await readRedactionList(at)).toEqual({ words: [], patterns: [] });
    },
  );

  test('says what is wrong with it, for the log', async () => {
    writeFileSync(join(folder, 'list.json'), ' '.repeat(1024 * 1024 + 1));
    await calls(null, join(folder, 'list.json'))['redactionList.get'](undefined);
    expect(reported[0]).toMatch(/it has 1048577 bytes$/);
  });

  test('a folder in its place is one too', async () => {
    await expect(readRedactionList(folder)).rejects.toThrow(/cannot be read/);
  });
});

describe('the policy’s list and the person’s together', () => {
  test('are one list for the redactor, each entry once, the policy’s first', () => {
    const policy = policyOf({ words: ['Bluebird'], patterns: ['\\bnw-\\d{6}\\b'] });
    const together = combinedRedactionList(policy, {
      words: ['BLUEBIRD', 'Heron'],
      patterns: ['\\bnw-\\d{6}\\b', '\\bp\\d{4}\\b'],
    });
    expect(together).toEqual({
      words: ['Bluebird', 'Heron'],
      patterns: ['\\bnw-\\d{6}\\b', '\\bp\\d{4}\\b'],
    });
    const redactor = createRedactor({ known: emptyKnownValues, rules: policyRules(together) });
    const { text, redactions } = redactor.redact(
      'heron met bluebird, NW-123456 and P1234',
      'text/plain',
    );
    expect(text).toBe('word-2 met word-1, pattern-1 and pattern-2');
    expect(JSON.stringify(redactions)).not.toMatch(/heron|bluebird|nw-|\\d/i);
  });

  test('no policy takes anything out of the person’s', () => {
    const personal = { words: ['Heron'], patterns: ['p\\d'] };
    expect(combinedRedactionList(null, personal)).toEqual(personal);
    expect(combinedRedactionList(policyOf({ words: [], patterns: [] }), personal)).toEqual(
      personal,
    );
  });

  test('at the most of both, nothing is refused', () => {
    const many = (letter: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 100}`);
    const together = combinedRedactionList(
      policyOf({ words: many('a', 500), patterns: many('b', 50) }),
      {
        words: many('c', 500),
        patterns: many('d', 50),
      },
    );
    expect(customRules(together).refused).toEqual([]);
    expect(together.words).toHaveLength(1000);
  });
});
