import { textOf } from '#collector/toolkit/fields.ts';

/** `mimeinfo.cache` of a folder of desktop entries: the ids of those that open https, without `.desktop`. */
export function linkOpeners(cache: string): string[] {
  const line = /^x-scheme-handler\/https=(.{1,4000})$/m.exec(cache)?.[1] ?? '';
  return line
    .split(';')
    .filter((id) => /^[\w.@+-]{1,200}\.desktop$/.test(id))
    .map((id) => id.replace(/\.desktop$/, ''))
    .slice(0, 50);
}

/** The name of a desktop entry (Desktop Entry Specification) that is a browser; null for any other that opens links. */
export function browserName(entry: string): string | null {
  const section = entry.split(/^\[(?!Desktop Entry\])/m)[0] ?? '';
  const field = (name: string): string | null =>
    textOf(new RegExp(`^${name} {0,5}= {0,5}(.{1,500})$`, 'm').exec(section)?.[1]);
  return field('Categories')?.split(';').includes('WebBrowser') ? field('Name') : null;
}

/** Whether the package of this name brought the desktop entry of this id; snaps put their name and `_` before it. */
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
