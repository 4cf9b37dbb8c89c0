/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const upper = lower.toUpperCase();
export const digits = '0123456789';
export const hexadecimal = `${digits}abcdef`;
export const alphanumeric = lower + upper + digits;
export const base64 = `${alphanumeric}+/`;

export function run(random: () => number, length: number, characters: string): string {
  const text = Array.from({ length }, () =>
    characters.charAt(Math.floor(random() * characters.length)),
  ).join('');
  // Real keys of this length always have a digit; a random one nearly always.
  return length >= 16 && characters.includes('7') && !/\d/.test(text)
    ? `${text.slice(0, -2)}7${text.slice(-1)}`
    : text;
}

export function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}
