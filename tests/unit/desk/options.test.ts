import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readCommand } from '#desk/service/options.ts';

const folder = resolve('/srv/here');
const read = (words: string[], environment: NodeJS.ProcessEnv = {}) =>
  readCommand(words, environment, folder);

test.each([
  [['--bogus'], 'There is no option --bogus.'],
  [['--adress=https://desk.example'], 'There is no option --adress.'],
  [['-x'], 'There is no option -x.'],
  [['--port', 'eighty'], 'The port is a number from 0 to 65535, not "eighty".'],
  [['--port', '65536'], 'not "65536"'],
  [['--data'], '--data'],
  [['serve'], 'There is no command "serve".'],
  [['reset-password'], 'Name the account'],
  [['reset-password', 'Erika', 'Example'], 'reset-password "Erika Example"'],
  [
    ['reset-password', 'Erika', '--address', 'https://desk.example'],
    'reset-password has no option --address.',
  ],
  [['--second-factor'], '--second-factor belongs to reset-password.'],
])('refuses %j and says what is wrong', (words, problem) => {
  expect(read(words)).toEqual({ name: 'wrong', problem: expect.stringContaining(problem) });
});

test('makes paths absolute from the folder where the person is', () => {
  const words = ['--data', 'data', '--oidc', '../oidc.json', '--console', '/opt/console'];
  expect(read(words)).toMatchObject({
    options: {
      data: resolve(folder, 'data'),
      oidc: resolve('/srv/oidc.json'),
      console: resolve('/opt/console'),
    },
  });
});

test('reads what the command line leaves out from the environment, and an empty variable counts as not set', () => {
  const environment = {
    CANDOR_DESK_DATA: 'there',
    CANDOR_DESK_PORT: '9000',
    CANDOR_DESK_HOST: '',
    CANDOR_DESK_ORGANISATION: 'B',
  };
  expect(
    read(['--organisation', 'A'], {
      ...environment,
      CANDOR_DESK_TRUST_PROXY: '10.0.0.5, 10.1.0.0/16',
    }),
  ).toEqual({
    name: 'start',
    options: {
      data: resolve(folder, 'there'),
      port: 9000,
      organisation: 'A',
      trustedProxies: ['10.0.0.5', '10.1.0.0/16'],
    },
  });
});

test('resets a password also where the environment configures the desk', () => {
  expect(read(['reset-password', 'Erika'], { CANDOR_DESK_PORT: '9000' })).toMatchObject({
    name: 'reset-password',
  });
});

test('reads the account whose password is to be reset', () => {
  expect(read(['reset-password', 'Erika Example', '--second-factor', '--data', 'd'])).toEqual({
    name: 'reset-password',
    person: 'Erika Example',
    secondFactor: true,
    options: { data: resolve(folder, 'd') },
  });
});
