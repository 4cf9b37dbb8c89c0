import { buildTargets } from '../../scripts/build.ts';
import { hasDisplay, startVirtualDisplay } from '../../scripts/display.ts';

export default async function globalSetup() {
  await buildTargets();
  return hasDisplay() ? undefined : startVirtualDisplay();
}
