import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The rooms that code in these rooms may import, including themselves, as `tsc -b` sees them. */
export function roomsBelow(...rooms: string[]): string[] {
  const found = new Set<string>();
  const visit = (room: string) => {
    if (found.has(room)) return;
    found.add(room);
    const file = join(root, room, 'tsconfig.json');
    if (!existsSync(file)) return;
    const { references = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
      references?: { path: string }[];
    };
    for (const { path } of references) visit(join(room, path));
  };
  for (const room of rooms) visit(room);
  return [...found].sort();
}
