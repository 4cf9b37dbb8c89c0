import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pingAnswered, pingMtu, tracepathMtu } from '#collector/network/parse-path-mtu.ts';
import { measurePathMtu } from '#collector/network/path-mtu.ts';
import type { CommandResult } from '#collector/os/run-command.ts';
import { processorSeconds } from '#tests/fixtures/processor-time.ts';
import { fixture } from '#tests/harness/collect-context.ts';

const said = (name: string): string => fixture(`path-mtu/${name}.txt`);
const ended: CommandResult = {
  state: 'ended',
  exitCode: 0,
  stdout: '',
  stderr: '',
  droppedBytes: 0,
};
const missing: CommandResult = { ...ended, state: 'missing', exitCode: null };

describe('what ping says', () => {
  test.each([
    ['linux-answer', true, null],
    ['linux-silent', false, null],
    ['linux-too-large', false, 1420],
    ['linux-ipv6-too-large', false, 1280],
    ['darwin-answer', true, null],
    ['darwin-too-large', false, 1400],
    ['windows-german-answer', true, null],
    ['windows-japanese-answer', true, null],
    ['windows-too-large', false, null],
    ['windows-unreachable', false, null],
  ])('%s: answered %s, told %s', (name, answered, mtu) => {
    expect([pingAnswered(said(name)), pingMtu(said(name))]).toEqual([answered, mtu]);
  });
});

describe('what tracepath says', () => {
  test.each([
    ['tracepath-reached', 1420],
    ['tracepath-silent', null],
  ])('%s: %s', (name, mtu) => {
    expect(tracepathMtu(said(name))).toBe(mtu);
  });

  test('a smaller number that somebody on the way told counts, even when the end stays silent', () => {
    expect(
      tracepathMtu(
        said('tracepath-silent')
          .replace('2:  no reply', '2:  192.0.2.9  1.1ms pmtu 1400')
          .replace('Resume: pmtu 1500', 'Resume: pmtu 1400'),
      ),
    ).toBe(1400);
  });
});

test('no output makes a parser throw, and none gives a size that no packet has', () => {
  const words = fc.constantFrom(
    'pmtu 1500',
    'pmtu 99999',
    'mtu = 12',
    'MTU 70000',
    'ttl=',
    'ms reached',
    ' 1: ',
    '\n',
    '\0',
  );
  const output = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(output, (text) => {
      pingAnswered(text);
      for (const mtu of [pingMtu(text), tracepathMtu(text)]) {
        if (mtu !== null) expect(mtu >= 68 && mtu <= 65_535).toBe(true);
      }
    }),
  );
});

test('ten megabytes of anything are read in linear time', () => {
  const seconds = processorSeconds(() => {
    for (const part of ['\n', ' ', 'pmtu ', 'mtu=', 'ttl', '1?: ', '9']) {
      const text = part.repeat(10_000_000 / part.length);
      pingAnswered(text);
      pingMtu(text);
      tracepathMtu(text);
    }
  });
  // In the square of the input it would be days.
  expect(seconds).toBeLessThan(20);
});

/** A way that carries packets up to `mtu` and, if it `tells`, says so of larger ones. */
function way(mtu: number, tells: boolean) {
  const asked: number[] = [];
  const run = async (
    command: string,
    commandArguments: readonly string[],
  ): Promise<CommandResult> => {
    if (command !== 'ping') return missing;
    const size = Number(commandArguments[commandArguments.indexOf('-s') + 1]) + 28;
    asked.push(size);
    if (size <= mtu) return { ...ended, stdout: said('linux-answer') };
    return {
      ...ended,
      exitCode: 1,
      stdout: tells ? said('linux-too-large') : said('linux-silent'),
    };
  };
  return { run, asked };
}

describe('the largest packet that gets through', () => {
  test('is one question on an ordinary network', async () => {
    const { run, asked } = way(1500, true);
    expect(await measurePathMtu('192.0.2.10', { run, platform: 'linux' })).toEqual({
      bytes: 1500,
      tool: 'ping',
      unavailable: null,
    });
    expect(asked).toEqual([1500]);
  });

  test('is what a router says it is', async () => {
    expect(
      await measurePathMtu('192.0.2.10', { run: way(1420, true).run, platform: 'linux' }),
    ).toMatchObject({ bytes: 1420 });
  });

  test('is searched for where larger ones vanish, as behind a tunnel', async () => {
    const { run, asked } = way(1412, false);
    const { bytes } = await measurePathMtu('192.0.2.10', { run, platform: 'linux' });
    expect(bytes).toBeGreaterThan(1412 - 8);
    expect(bytes).toBeLessThanOrEqual(1412);
    expect(asked.length).toBeLessThan(9);
  });

  test('is not known where nothing answers, and says so', async () => {
    expect(
      await measurePathMtu('192.0.2.10', { run: way(0, false).run, platform: 'darwin' }),
    ).toEqual({
      bytes: null,
      tool: null,
      unavailable: 'It does not answer ping.',
    });
  });

  test('comes from tracepath where ping gets no answer', async () => {
    const run = async (command: string): Promise<CommandResult> => ({
      ...ended,
      stdout: said(command === 'tracepath' ? 'tracepath-reached' : 'linux-silent'),
    });
    expect(await measurePathMtu('192.0.2.10', { run, platform: 'linux' })).toMatchObject({
      bytes: 1420,
      tool: 'tracepath',
    });
  });

  test('is unavailable without the tools', async () => {
    const { unavailable } = await measurePathMtu('192.0.2.10', {
      run: async () => missing,
      platform: 'linux',
    });
    expect(unavailable).toBe('This computer has no ping.');
  });
});
