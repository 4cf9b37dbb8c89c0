import { buildTargets } from '#scripts/build.ts';
import { startVirtualDisplay } from '#scripts/display.ts';
import { hasDisplay } from '#scripts/setup/commands.mjs';

export default async function globalSetup() {
  await buildTargets();
  return hasDisplay() ? undefined : startVirtualDisplay();
}
