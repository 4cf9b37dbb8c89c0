import { describe, expect, test } from 'vitest';
import { namespaceFault } from '#main/policy/user-namespace.ts';

describe('root is root', () => {
  test.skipIf(process.platform !== 'linux')('where these tests run', () => {
    expect(namespaceFault()).toBeNull();
  });

  test('for an ordinary user, who may not become another one, and for root, who may', () => {
    expect(namespaceFault(() => 'EPERM')).toBeNull();
    expect(namespaceFault(() => 'ENOENT')).toBeNull();
  });

  test('not where one of the users asked for does not exist, whatever the namespace says of the others', () => {
    const answers = ['EPERM', 'ENOENT', 'EINVAL', 'EPERM'];
    expect(namespaceFault(() => answers.shift())).toMatch(/user namespace/);
  });

  test('not where the system gives no usable answer', () => {
    expect(namespaceFault(() => undefined)).toMatch(/did not say/);
    expect(namespaceFault(() => 'EAGAIN')).toMatch(/EAGAIN/);
  });

  test('asks for users that cannot be known before', () => {
    const asked: number[] = [];
    const answer = (uid: number) => {
      asked.push(uid);
      return 'EPERM';
    };
    for (let time = 0; time < 5; time += 1) namespaceFault(answer);
    expect(new Set(asked).size).toBeGreaterThan(15);
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(65_536);
  });
});
