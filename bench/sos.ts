import { onPath } from '#scripts/setup/command.mjs';

/** Whether `sos`, which Candor is compared with, is installed; without it says what will be missing and how to get it. */
export function hasSos(): boolean {
  if (onPath('sos')) return true;
  console.log(
    'sos is not installed, so its figures are null. Install it with `apt-get install sosreport` (Debian and Ubuntu) or `dnf install sos` (Fedora).',
  );
  return false;
}
