import { textOf } from '#collector/toolkit/fields.ts';

/**
 * Volume and mute in the registry: the bytes of a PROPVARIANT, written here as numbers separated by commas. Two bytes of type,
 * six of padding or length, then the value. Windows writes them when a person changes the setting, so an endpoint whose
 * volume was never changed has none.
 */
function bytesOf(value: unknown): Buffer | null {
  const text = textOf(value);
  return text !== null && /^\d{1,3}(?:,\d{1,3}){8,99}$/.test(text)
    ? Buffer.from(text.split(',').map(Number))
    : null;
}

const booleanType = 0x0b;
const blobType = 0x41;

/** VARIANT_TRUE has all bits set. */
export function storedMuted(value: unknown): boolean | null {
  const bytes = bytesOf(value);
  if (bytes === null || bytes.length < 10 || bytes.readUInt16LE(0) !== booleanType) return null;
  return bytes.readUInt16LE(8) !== 0;
}

/** One 32-bit float in decibels for each channel, 0 being full; returns the loudest. Null when it is not such a list. */
export function storedDecibels(value: unknown): number | null {
  const bytes = bytesOf(value);
  if (bytes === null || bytes.readUInt16LE(0) !== blobType) return null;
  const channels = Array.from({ length: Math.floor((bytes.length - 8) / 4) }, (_, at) =>
    bytes.readFloatLE(8 + at * 4),
  );
  const loudest = channels.length === 0 ? Number.NaN : Math.max(...channels);
  // Windows goes down to -96 dB; some hardware amplifies by 30 dB.
  return loudest >= -200 && loudest <= 60 ? Math.round(loudest * 10) / 10 : null;
}
