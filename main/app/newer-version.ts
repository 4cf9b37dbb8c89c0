/** Whether `other` is a later version than `own`: `major.minor.patch`, and a pre-release (`-rc.1`) comes before its release. */
export function isNewer(other: string, own: string): boolean {
  const [theirs, ours] = [partsOf(other), partsOf(own)];
  for (const [index, part] of theirs.numbers.entries()) {
    const mine = ours.numbers[index] ?? 0;
    if (part !== mine) return part > mine;
  }
  return ours.early && !theirs.early;
}

function partsOf(version: string): { numbers: number[]; early: boolean } {
  const [release = '', ...early] = version.split('-');
  return { numbers: release.split('.').map(Number), early: early.length > 0 };
}
