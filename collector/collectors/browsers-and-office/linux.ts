import { textOf } from '#collector/toolkit/fields.ts';

/** `mimeinfo.cache` of a folder of desktop entries: the ids of the entries that open https, without `.desktop`. */
export function linkOpeners(cache: string): string[] {
  const line = /^x-scheme-handler\/https=(.{1,4000})$/m.exec(cache)?.[1] ?? '';
  return line
    .split(';')
    .filter((id) => /^[\w.@+-]{1,200}\.desktop$/.test(id))
    .map((id) => id.replace(/\.desktop$/, ''))
    .slice(0, 50);
}

/** The name of a browser's desktop entry (Desktop Entry Specification); null for other programs that open links. */
export function browserName(entry: string): string | null {
  const section = entry.split(/^\[(?!Desktop Entry\])/m)[0] ?? '';
  const field = (name: string): string | null =>
    textOf(new RegExp(`^${name} {0,5}= {0,5}(.{1,500})$`, 'm').exec(section)?.[1]);
  return field('Categories')?.split(';').includes('WebBrowser') ? field('Name') : null;
}

/** Whether this package installed the desktop entry of this id; snaps prefix it with their name and `_`. */
export function broughtBy(id: string, packageName: string): boolean {
  if (id === packageName || id.startsWith(`${packageName}_`)) return true;
  const bare = packageName.toLowerCase().replace(/-(?:stable|browser|esr)$/, '');
  return (
    id.toLowerCase() === bare ||
    id.toLowerCase().endsWith(`.${bare}`) ||
    packageName === `Mozilla${capital(id)}`
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
