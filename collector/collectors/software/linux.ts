import { textOf } from '../../toolkit/fields.ts';
import type { Package } from './types.ts';

/** The installed packages in `/var/lib/dpkg/status` (deb-control(5)); what is removed but configured is left out. */
export function dpkgPackages(status: string): Package[] {
  const packages: Package[] = [];
  for (const block of status.split('\n\n')) {
    if (!/^Status: \S+ \S+ installed$/m.test(block)) continue;
    const field = (name: string): string | null => textOf(new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]);
    const name = field('Package');
    if (name) packages.push({ name, version: field('Version'), architecture: field('Architecture'), source: 'dpkg' });
  }
  return packages;
}

/** Lines of name, version and architecture with tabs between. */
export function tablePackages(output: string, source: string): Package[] {
  return output.split('\n').flatMap((line): Package[] => {
    const [name, version, architecture] = line.split('\t').map(textOf);
    // A line without tabs is a message, not a package.
    return name && version !== undefined ? [{ name, version, architecture: architecture ?? null, source }] : [];
  });
}

/** `snap list`: a heading, then columns with spaces between. */
export function snapPackages(output: string): Package[] {
  const [heading = '', ...lines] = output.split('\n');
  if (!/^Name\s+Version\s/.test(heading)) return [];
  return lines.flatMap((line): Package[] => {
    const [name, version] = line.split(/\s+/);
    return name && version ? [{ name, version, architecture: null, source: 'snap' }] : [];
  });
}
