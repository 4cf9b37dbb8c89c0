/** Whether `other` is later than `current`. Versions are `major.minor.patch`; a pre-release (`-rc.1`) comes before its release. */
export function isNewer(other: string, current: string): boolean {
  const [theirs, ours] = [partsOf(other), partsOf(current)];
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
