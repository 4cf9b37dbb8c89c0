import { join } from 'node:path';
import {
  FuseState,
  FuseV1Options,
  FuseVersion,
  flipFuses,
  getCurrentFuseWire,
} from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';

/**
 * Every switch that Electron has in its executable, each decided here; a new one in a later Electron fails the build
 * until it is decided too (https://www.electronjs.org/docs/latest/tutorial/fuses).
 */
export const releaseFuses: Record<FuseV1Options, boolean> = {
  // Off: ELECTRON_RUN_AS_NODE would lend our signed executable to anybody's script. The collector is a utilityProcess.
  [FuseV1Options.RunAsNode]: false,
  // On: costs nothing, and should a cookie ever exist it is not left readable on the disk.
  [FuseV1Options.EnableCookieEncryption]: true,
  // Off: NODE_OPTIONS and NODE_EXTRA_CA_CERTS would let the environment load code or trust other certificates.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // Off: --inspect and SIGUSR1 would open the main process, which holds the private map, to every local program.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // On: an archive that is not the built one does not start (macOS and Windows; Linux has no such check yet).
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  // On: without it a folder `resources/app` would run instead of the checked archive.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // Off: we ship no snapshot of our own.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Off: pages come from app://; a file:// page must be as weak as in a browser.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // On, Electron's default: memory faults of WebAssembly are caught by the processor instead of by slower checks.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** The release with one door open: Playwright drives Electron over --inspect. Never leaves the machine it was made on. */
export const testFuses: Record<FuseV1Options, boolean> = {
  ...releaseFuses,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
};

/** Only the fuses that this executable has: Electron 33, the fallback for development, lacks the newest. */
export async function fusesPresent(
  executable: string,
  fuses: Record<FuseV1Options, boolean>,
): Promise<Partial<Record<FuseV1Options, boolean>>> {
  const wire = await getCurrentFuseWire(executable);
  return Object.fromEntries(Object.entries(fuses).filter(([fuse]) => fuse in wire));
}

/** Each fuse by its name, and whether it is on; one that Electron removed is neither. */
export async function readFuses(executable: string): Promise<Record<string, boolean | 'removed'>> {
  const { version: _version, ...wire } = await getCurrentFuseWire(executable);
  return Object.fromEntries(
    Object.entries(wire).map(([fuse, state]) => [
      FuseV1Options[Number(fuse)] ?? fuse,
      state === FuseState.REMOVED ? 'removed' : state === FuseState.ENABLE,
    ]),
  );
}

export function executableIn(context: AfterPackContext): string {
  const { appOutDir, electronPlatformName, packager } = context;
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === 'darwin') return join(appOutDir, `${name}.app`);
  return join(appOutDir, electronPlatformName === 'win32' ? `${name}.exe` : 'candor');
}

/**
 * Sets all fuses or throws, before the app is signed.
 * @param fuses left to the executable's own fuses by the caller when it is the fallback
 */
export async function setFuses(
  context: AfterPackContext,
  fuses: Partial<Record<FuseV1Options, boolean>>,
): Promise<void> {
  await flipFuses(executableIn(context), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // Changing bytes breaks Apple silicon's signature; without a certificate the app would not start at all.
    resetAdHocDarwinSignature: context.electronPlatformName === 'darwin',
    ...(fuses as Record<FuseV1Options, boolean>),
  });
}
