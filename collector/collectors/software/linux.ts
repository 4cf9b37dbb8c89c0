import { textOf } from '#collector/toolkit/fields.ts';
import type { Package } from './types.ts';

/**
 * The packages in `/var/lib/dpkg/status` (dpkg-query(1)), including half-installed ones. Packages of which only the
 * configuration is left are not included.
 */
export function dpkgPackages(status: string): Package[] {
  const packages: Package[] = [];
  for (const block of status.split('\n\n')) {
    const [, wanted, flag, status = 'not-installed'] =
      /^Status: (\S{1,20}) (\S{1,20}) (\S{1,30})$/m.exec(block) ?? [];
    if (status === 'not-installed' || status === 'config-files') continue;
    const field = (name: string): string | null =>
      textOf(new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]);
    const name = field('Package');
    const state =
      status !== 'installed'
        ? status
        : flag === 'reinstreq'
          ? 'must be reinstalled'
          : wanted === 'hold'
            ? 'held'
            : null;
    if (!name) continue;
    const found = {
      name,
      version: field('Version'),
      architecture: field('Architecture'),
      source: 'dpkg',
    };
    packages.push(state === null ? found : { ...found, state });
  }
  return packages;
}

/** Lines of name, version and architecture, separated by tabs. */
export function tablePackages(output: string, source: string): Package[] {
  return output.split('\n').flatMap((line): Package[] => {
    const [name, version, architecture] = line.split('\t').map(textOf);
    // A line without tabs is a message, not a package.
    return name && version !== undefined
      ? [{ name, version, architecture: architecture ?? null, source }]
      : [];
  });
}

/** `snap list`: a heading, then columns separated by spaces. */
export function snapPackages(output: string): Package[] {
  const [heading = '', ...lines] = output.split('\n');
  if (!/^Name\s+Version\s/.test(heading)) return [];
  return lines.flatMap((line): Package[] => {
    const [name, version] = line.split(/\s+/);
    return name && version ? [{ name, version, architecture: null, source: 'snap' }] : [];
  });
}
