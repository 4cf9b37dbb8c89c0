import { profilerRowsOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface Package {
  name: string;
  version: string | null;
  architecture: string | null;
  /** What installed it: `dpkg`, `rpm`, `flatpak`, `snap`, `registry`, `appx`, `applications`. */
  source: string;
  publisher?: string | null;
}

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

export function darwinPackages(output: string): Package[] {
  return profilerRowsOf(output, 'SPApplicationsDataType').flatMap((row): Package[] => {
    const name = textOf(row._name);
    const architecture = textOf(row.arch_kind)?.replace(/^arch_/, '') ?? null;
    if (!name) return [];
    return [{ name, version: textOf(row.version), architecture, source: 'applications', publisher: textOf(row.obtained_from) }];
  });
}

/** `{ programs: the registry's Uninstall keys, apps: Get-AppxPackage }`. */
export function win32Packages(answer: unknown): Package[] {
  const { programs, apps } = rowOf(answer);
  const registered = rowsOf(programs ?? []).flatMap((row): Package[] => {
    const name = textOf(row.DisplayName);
    if (!name) return [];
    return [
      {
        name,
        version: textOf(row.DisplayVersion),
        architecture: null,
        source: 'registry',
        publisher: textOf(row.Publisher),
      },
    ];
  });
  const packaged = rowsOf(apps ?? []).flatMap((row): Package[] => {
    const name = textOf(row.Name);
    const [version, architecture] = [textOf(row.Version), textOf(row.Architecture)?.toLowerCase() ?? null];
    return name ? [{ name, version, architecture, source: 'appx', publisher: organisationOf(textOf(row.Publisher)) }] : [];
  });
  return [...registered, ...packaged];
}

/** `CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, …`; the store gives small publishers a number for a name. */
function organisationOf(subject: string | null): string | null {
  const part = (key: string): string | null =>
    textOf(new RegExp(`(?:^|, ?)${key}=("[^"]{1,200}"|[^,]{1,200})`).exec(subject ?? '')?.[1]?.replaceAll('"', ''));
  const name = part('O') ?? part('CN');
  return name !== null && /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i.test(name) ? null : name;
}
