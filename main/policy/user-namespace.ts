import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** The kernel's answers to a process that tries to become a user. */
type Answer = (uid: number) => string | undefined;

/**
 * How many users are tried. An unprivileged namespace maps some 65,000 of two billion, and only for mapped ones does the
 * kernel answer as it does outside a namespace.
 */
const questions = 4;
const mostUid = 2 ** 31 - 1;

/**
 * Why “belongs to root” means nothing to this process; null if it can be trusted. In their own user namespace (`unshare
 * -Urm`) anybody is root and can put any file anywhere, so the owner of a policy proves nothing there.
 *
 * Files such as /proc/self/uid_map prove nothing: whoever creates the namespace can mount something over them. So the kernel
 * is asked: setuid(2) to a user that the namespace does not map fails with EINVAL, elsewhere with EPERM, or not at all for
 * root. It is tried in a child that is never executed, so that nothing changes for this process.
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
