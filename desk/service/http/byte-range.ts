import type { ByteRange } from '../runtime/bundle-cache.ts';

/**
 * The one part that a `Range` header asks for (RFC 9110, section 14); the whole file for a header that is missing, broken
 * or asks for several parts, as the standard allows. Null when the file has no such part.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null {
  const whole = { start: 0, end: size - 1 };
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return whole;
  if (first === '')
    return last === '0' || size === 0
      ? null
      : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return whole;
  return start < size ? { start, end } : null;
}
