import { textOf } from '#collector/toolkit/fields.ts';

/** The contents of the registry's binary values `DefaultConnectionSettings` and `WinHttpSettings`. */
export interface ConnectionSettings {
  manual: boolean;
  script: string | null;
  automatic: boolean;
  servers: string | null;
  exceptions: string | null;
}

const longest = 4096;

/**
 * Parses such a value, written as numbers with commas: version, counter and flags (1 direct, 2 a proxy, 4 a script, 8 automatic
 * detection), then three texts, each after its length: proxy, exceptions, address of the script. Numbers have four bytes,
 * the lowest first. Null when it is not such a value.
 */
export function connectionSettings(value: unknown): ConnectionSettings | null {
  const text = typeof value === 'string' ? value.slice(0, 4 * longest) : '';
  if (!/^\d{1,3}(?:,\d{1,3}){11,}$/.test(text)) return null;
  const bytes = Buffer.from(text.split(',').map(Number));
  const flags = bytes.readUInt32LE(8);
  let place = 12;
  const next = (): string | null => {
    if (place + 4 > bytes.length) return null;
    const length = bytes.readUInt32LE(place);
    const from = place + 4;
    place = from + length;
    return place > bytes.length ? null : textOf(bytes.toString('latin1', from, place));
  };
  const [servers, exceptions, script] = [next(), next(), next()];
  return { manual: (flags & 2) !== 0, script, automatic: (flags & 8) !== 0, servers, exceptions };
}
