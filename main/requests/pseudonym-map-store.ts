import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeDurably } from '#bundle/durable-file.ts';
import { itemId, type PrivateMapEntry, sha256 } from '#contract/collector/collector.ts';
import type { RevealTarget } from '#contract/http/request.ts';
import { jsonFile } from '../storage/json-file.ts';
import type { DeviceKeyOptions } from '../trust/device-key.ts';

/** Characters; the answer to a reveal holds no more. */
const longestValue = 4000;

/** What a later reveal may need from a sent bundle. It stays on this machine, and is removed when the bundle's time is over. */
const keptMap = z.strictObject({
  manifestHash: sha256,
  agreedAt: z.iso.datetime(),
  entries: z.array(
    z.strictObject({
      pseudonym: z.string().max(80),
      value: z.string().min(1).max(longestValue),
      /** The first line with it in each item, as the engineer reads it. */
      places: z.array(z.strictObject({ item: itemId, line: z.string().max(400) })),
    }),
  ),
});
type KeptMap = z.infer<typeof keptMap>;
/** `until`: when the desk deletes the bundle; not encrypted, so that the map is removed even without the keyring. */
const about = z.strictObject({ format: z.literal('candor-map'), until: z.iso.datetime() });
const mapFile = z.discriminatedUnion('protection', [
  about.extend({ protection: z.literal('keyring'), map: z.base64() }),
  about.extend({ protection: z.literal('file'), map: keptMap }),
]);
type MapFile = z.infer<typeof mapFile>;

export interface SentBundle {
  submission: string;
  manifestHash: string;
  /** ISO 8601. */
  agreedAt: string;
  retentionDays: number;
  privateMap: readonly PrivateMapEntry[];
  items: readonly string[];
  /** An item's exact bytes. */
  read(item: string): AsyncIterable<Uint8Array>;
}

export interface PseudonymMapStore {
  /** Stores the map of a bundle that was just agreed to; nothing if IT requires a keyring and there is none. */
  keep(bundle: SentBundle): Promise<void>;
  /** Null if this machine no longer knows the value, or did not send it in that item. */
  find(
    target: RevealTarget,
  ): Promise<{ value: string; line: string | null; sentAt: string } | null>;
  /** The stand-ins of a sent bundle and of later messages about it; empty if this machine no longer has them. */
  entries(submission: string): Promise<PrivateMapEntry[]>;
  /** Stores the stand-ins of messages about a sent bundle, so that no stand-in gets two meanings. */
  learn(submission: string, entries: readonly PrivateMapEntry[]): Promise<void>;
  forget(submission: string): Promise<void>;
  /** Removes maps whose time is over or that can no longer be read. */
  sweep(now: Date): Promise<void>;
  /** Removes all maps: a new organisation may not ask about what was sent to the previous one. */
  forgetAll(): Promise<void>;
}

/** Bytes of one item that are searched for lines with stand-ins. */
const readBytes = 4 * 1024 * 1024;
const dayMs = 24 * 3_600_000;

/** One file a bundle in `folder`, protected as the device key is (`DeviceKeyOptions.protection`). */
export function openPseudonymMapStore(
  options: Omit<DeviceKeyOptions, 'folder'> & { folder: string },
): PseudonymMapStore {
  const { folder, protection, keyring, platform } = options;
  const fileOf = (submission: string) => join(folder, `${z.uuid().parse(submission)}.json`);

  async function stored(submission: string): Promise<MapFile | null> {
    try {
      const file = fileOf(submission);
      const found = await jsonFile(file, mapFile).read();
      if (found.state !== 'read') return null;
      // A file that others can read may be theirs.
      const open =
        found.value.protection === 'file' &&
        platform !== 'win32' &&
        ((await stat(file)).mode & 0o077) !== 0;
      return open ? null : found.value;
    } catch {
      return null;
    }
  }

  async function load(submission: string): Promise<KeptMap | null> {
    const found = await stored(submission);
    if (found?.protection !== 'keyring') return found?.map ?? null;
    try {
      return keptMap.parse(JSON.parse(keyring.decryptString(Buffer.from(found.map, 'base64'))));
    } catch {
      // The keyring is locked or has changed: the answer to a reveal is then `unknown`.
      return null;
    }
  }

  const trusted = () =>
    keyring.isEncryptionAvailable() &&
    !(platform === 'linux' && keyring.getSelectedStorageBackend?.() === 'basic_text');

  async function save(submission: string, until: string, map: KeptMap): Promise<void> {
    const about = { format: 'candor-map' as const, until };
    const content: MapFile = trusted()
      ? {
          ...about,
          protection: 'keyring',
          map: keyring.encryptString(JSON.stringify(map)).toString('base64'),
        }
      : { ...about, protection: 'file', map };
    await jsonFile(fileOf(submission), mapFile).write(content);
  }

  async function submissions(): Promise<string[]> {
    const names = await readdir(folder).catch(() => [] as string[]);
    return names
      .map((name) => name.replace(/\.json$/, ''))
      .filter((name) => z.uuid().safeParse(name).success);
  }

  const forget = (submission: string) => removeDurably(fileOf(submission)).catch(ignoreMissing);

  return {
    async keep(bundle) {
      if (protection === 'keyring' && !trusted()) return;
      const map: KeptMap = {
        manifestHash: bundle.manifestHash,
        agreedAt: bundle.agreedAt,
        entries: await entriesOf(bundle),
      };
      const until = new Date(
        Date.parse(bundle.agreedAt) + bundle.retentionDays * dayMs,
      ).toISOString();
      await save(bundle.submission, until, map);
    },
    async entries(submission) {
      const map = await load(submission);
      return (map?.entries ?? []).map(({ pseudonym, value }) => ({
        pseudonym,
        value,
        kind: kindOf(pseudonym),
      }));
    },
    async learn(submission, entries) {
      const [found, map] = [await stored(submission), await load(submission)];
      if (!found || !map || (protection === 'keyring' && !trusted())) return;
      const known = new Set(map.entries.map(({ pseudonym }) => pseudonym));
      const fresh = entries.filter(
        ({ pseudonym, value }) =>
          !known.has(pseudonym) && value !== '' && value.length <= longestValue,
      );
      if (fresh.length === 0) return;
      const added = fresh.map(({ pseudonym, value }) => ({ pseudonym, value, places: [] }));
      await save(submission, found.until, { ...map, entries: [...map.entries, ...added] });
    },
    async find({ submission, manifestHash, item, pseudonym }) {
      const map = await load(submission);
      const entry =
        map?.manifestHash === manifestHash
          ? map.entries.find((entry) => entry.pseudonym === pseudonym)
          : undefined;
      const place = entry?.places.find((place) => place.item === item);
      // The engineer may ask only for a stand-in from that very item.
      if (!map || !entry || !place) return null;
      return { value: entry.value, line: place.line, sentAt: map.agreedAt };
    },
    forget: async (submission) => void (await forget(submission)),
    async sweep(now) {
      for (const submission of await submissions()) {
        const found = await stored(submission);
        if (!found || Date.parse(found.until) <= now.getTime()) await forget(submission);
      }
    },
    async forgetAll() {
      for (const submission of await submissions()) await forget(submission);
    },
  };
}

/** `phone` of `phone-1`. */
const kindOf = (pseudonym: string): string => pseudonym.slice(0, pseudonym.indexOf('-'));

function ignoreMissing(thrown: unknown): void {
  if ((thrown as { code?: string }).code !== 'ENOENT') throw thrown;
}

/** Bounded, and only at the start of a word: otherwise a long run of letters takes quadratic time. */
const standIn = /(?<![a-z])[a-z]{1,12}-\d+(?:\.\d+)?/gi;

/** The pseudonyms that the sent items really hold, each with the first line of each item that does. */
async function entriesOf({ privateMap, items, read }: SentBundle): Promise<KeptMap['entries']> {
  const byPseudonym = new Map(
    privateMap
      .filter(({ value }) => value.length <= longestValue)
      .map(({ pseudonym, value }) => [
        pseudonym,
        { pseudonym, value, places: [] as { item: string; line: string }[] },
      ]),
  );
  for (const item of items) {
    const found = new Set<string>();
    for (const line of (await beginning(read(item))).split('\n')) {
      for (const [word] of line.matchAll(standIn)) {
        // `ip-3.2` is a neighbour of `ip-3`; in `host-2.2024` the point belongs to the text.
        const entry = byPseudonym.get(word) ?? byPseudonym.get(word.replace(/\..*/, ''));
        if (!entry || found.has(entry.pseudonym)) continue;
        found.add(entry.pseudonym);
        entry.places.push({ item, line: around(line, entry.pseudonym) });
      }
    }
  }
  return [...byPseudonym.values()].filter(({ places }) => places.length > 0);
}

async function beginning(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length >= readBytes) break;
  }
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, readBytes));
}

/** At most 400 characters of the line, with the word among them. */
function around(line: string, word: string): string {
  const from = Math.max(0, Math.min(line.indexOf(word) - 150, line.length - 400));
  return line.slice(from, from + 400).trim();
}
