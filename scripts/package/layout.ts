import { globSync } from 'node:fs';
import { join } from 'node:path';

/** `release`: as people get it. `test`: the same with the inspector's door open, for Playwright. */
export type PackageVariant = 'release' | 'test';

export const packageFolders: Record<PackageVariant, string> = {
  release: 'out/package',
  test: 'out/package-test',
};

export interface PackagedApp {
  folder: string;
  executable: string;
  asar: string;
}

/**
 * The unpacked app that `npm run package` made for this machine.
 * @throws Error when there is none
 */
export function packagedApp(
  root: string,
  variant: PackageVariant,
  platform: NodeJS.Platform = process.platform,
): PackagedApp {
  const output = join(root, packageFolders[variant]);
  // electron-builder adds the architecture where it is not x64: linux-arm64-unpacked, mac-arm64.
  const [name] = globSync(
    platform === 'darwin' ? 'mac*' : `${platform === 'win32' ? 'win' : 'linux'}*-unpacked`,
    {
      cwd: output,
    },
  );
  if (!name)
    throw new Error(
      `${output} holds no app. Run: npm run package${variant === 'test' ? ' -- --variant test' : ''}`,
    );
  const folder = join(output, name);
  if (platform === 'darwin') {
    const contents = join(folder, 'Candor.app', 'Contents');
    return {
      folder,
      executable: join(contents, 'MacOS', 'Candor'),
      asar: join(contents, 'Resources', 'app.asar'),
    };
  }
  const executable = join(folder, platform === 'win32' ? 'Candor.exe' : 'candor');
  return { folder, executable, asar: join(folder, 'resources', 'app.asar') };
}
