import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** What the kernel answers to a process that wants to become a user. */
type Answer = (uid: number) => string | undefined;

/**
 * How many users are asked for. An unprivileged namespace can hold some 65,000 of two billion, and only those that it
 * holds are answered as outside of one.
 */
const questions = 4;
const mostUid = 2 ** 31 - 1;

/**
 * Why “belongs to root” means nothing to this process; null when it is what it seems. In a user namespace of their own
 * (`unshare -Urm`) anybody is root and may put any file in any place, so the owner of a policy proves nothing there.
 *
 * Files such as /proc/self/uid_map cannot be asked: who can make the namespace can also mount something over them. So the
 * kernel itself is: setuid(2) to a user that the namespace does not hold fails with EINVAL, and everywhere else with EPERM,
 * or for root not at all. It is tried in a child that is never executed, so that nothing changes for this process.
 */
export function namespaceFault(answer: Answer = becomeInChild): string | null {
  for (let asked = 0; asked < questions; asked += 1) {
    const code = answer(randomInt(65_536, mostUid));
    if (code === 'EINVAL')
      return 'Candor runs in a user namespace, in which anybody can seem to be root';
    if (code !== 'EPERM' && code !== 'ENOENT')
      return `the system did not say whether root is root here (${code ?? 'no answer'})`;
  }
  return null;
}

/** ENOENT: it became that user, and then found that there is nothing to execute. */
const nothing = '/nonexistent/candor';
const becomeInChild: Answer = (uid) =>
  (spawnSync(nothing, { uid, stdio: 'ignore' }).error as NodeJS.ErrnoException | undefined)?.code;
