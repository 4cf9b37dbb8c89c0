/**
 * `apt-get --simulate upgrade`: `Inst zip [3.0-13] (3.0-13+deb12u1 Debian-Security:12/oldstable-security [amd64])`, in no
 * language but this. A package without an old version comes along with another: it is no update.
 */
export function aptUpdates(output: string): { waiting: number; waitingForSecurity: number } {
  const lines = output.split('\n').filter((line) => /^Inst \S{1,200} \[[^\]]{1,200}\] \(/.test(line.slice(0, 500)));
  return { waiting: lines.length, waitingForSecurity: lines.filter((line) => /security/i.test(line.slice(0, 500))).length };
}
