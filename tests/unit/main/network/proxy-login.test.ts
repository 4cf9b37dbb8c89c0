import { expect, test } from 'vitest';
import type { ProxyQuestion } from '#contract/ipc/proxy-login.ts';
import { createProxyLogin } from '#main/network/proxy-login.ts';

const proxy = {
  isProxy: true,
  scheme: 'basic',
  host: 'proxy.example',
  port: 3128,
  realm: 'Office',
};

function scene() {
  const asked: (ProxyQuestion | null)[] = [];
  let answers = 0;
  const login = createProxyLogin({
    setBy: () => 'policy',
    onChange: (question) => asked.push(question),
    onAnswer: () => {
      answers += 1;
    },
  });
  return { login, asked, answers: () => answers };
}
const idOf = (question: ProxyQuestion | null) => question?.id ?? '';

test('a proxy that wants a log-in: the request fails, the person is asked once, the answer serves every further request', () => {
  const { login, asked, answers } = scene();
  expect(login.credentialsFor(proxy, new Set())).toBeNull();
  expect(login.credentialsFor(proxy, new Set())).toBeNull();
  expect(asked).toMatchObject([
    {
      host: 'proxy.example',
      port: 3128,
      realm: 'Office',
      unprotected: true,
      setBy: 'policy',
      again: false,
    },
  ]);
  expect(login.answer({ id: idOf(login.question()), name: 'ann', password: 'secret' })).toBe(true);
  expect(answers()).toBe(1);
  expect(login.question()).toBeNull();
  expect(login.credentialsFor(proxy, new Set())).toEqual({ name: 'ann', password: 'secret' });
});

test('a wrong answer is sent once, forgotten, and asked for again as such', () => {
  const { login } = scene();
  login.credentialsFor(proxy, new Set());
  login.answer({ id: idOf(login.question()), name: 'ann', password: 'wrong' });
  const tried = new Set<string>();
  expect(login.credentialsFor(proxy, tried)).not.toBeNull();
  expect(login.credentialsFor(proxy, tried)).toBeNull();
  expect(login.question()).toMatchObject({ again: true });
  expect(login.credentialsFor(proxy, new Set())).toBeNull();
});

test('a server that asks for a log-in gets none, and nobody is asked', () => {
  const { login, asked } = scene();
  login.credentialsFor(proxy, new Set());
  login.answer({ id: idOf(login.question()), name: 'ann', password: 'secret' });
  expect(login.credentialsFor({ ...proxy, isProxy: false }, new Set())).toBeNull();
  expect(asked).toHaveLength(2);
});

test('what was given to one proxy is not given to another, nor to the same in another realm', () => {
  const { login } = scene();
  login.credentialsFor(proxy, new Set());
  login.answer({ id: idOf(login.question()), name: 'ann', password: 'secret' });
  for (const other of [
    { host: 'evil.example' },
    { port: 1 },
    { realm: 'Elsewhere' },
    { scheme: 'ntlm' },
  ]) {
    expect(login.credentialsFor({ ...proxy, ...other }, new Set())).toBeNull();
  }
});

test('“Not now” is respected until another try is wished for; an answer to a question that is over does nothing', () => {
  const { login, answers } = scene();
  login.credentialsFor(proxy, new Set());
  const id = idOf(login.question());
  login.dismiss(id);
  expect(login.credentialsFor(proxy, new Set())).toBeNull();
  expect(login.question()).toBeNull();
  expect(login.answer({ id, name: 'ann', password: 'secret' })).toBe(false);
  expect(answers()).toBe(0);
  login.reset();
  login.credentialsFor(proxy, new Set());
  expect(login.question()).toMatchObject({ again: false });
});
