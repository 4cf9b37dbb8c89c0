import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Desk } from '#desk/service/start.ts';
import { startLink } from '../fixtures/poor-link.ts';

/** Bytes a second at which a bundle of the usual preset takes long enough to do something in the middle. */
const slow = 8_000;

/** A connection to `desk` that is fast until a test slows it down. */
export async function slowLine(desk: Desk) {
  const link = await startLink();
  link.leadsTo(desk.address);
  return {
    policy: { ...desk.policy(), desk: { address: `http://127.0.0.1:${link.port}` } },
    slow: () => link.slowTo(slow),
    quick: () => link.slowTo(Number.POSITIVE_INFINITY),
    stop: link.stop,
  };
}

/** Paths of the unfinished and unchecked uploads in a desk's folder. */
export async function uploadsAt(deskFolder: string): Promise<string[]> {
  const folder = join(deskFolder, 'uploads');
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** How much of an upload the desk has on its disk. */
export async function bytesAt(deskFolder: string): Promise<number> {
  const sizes = await Promise.all(
    (await uploadsAt(deskFolder)).map(async (file) => (await stat(file)).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
