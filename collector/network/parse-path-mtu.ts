const mtuOf = (digits: string | undefined): number | null => {
  const bytes = Number(digits);
  // IPv4's smallest (RFC 791) and the largest that IP's length field can say.
  return digits !== undefined && bytes >= 68 && bytes <= 65_535 ? bytes : null;
};

/**
 * Whether `ping` shows an answer of the address itself, on Linux, macOS and Windows in any language: only an answer has a
 * time to live, and Windows writes `TTL=` in all languages. Its exit code is 0 for "unreachable" too.
 */
export const pingAnswered = (output: string): boolean => /\b(?:ttl|hlim)[=:] ?\d/i.test(output);

/**
 * What `ping` was told when a packet was too large: `Frag needed and DF set (mtu = 1400)`, `message too long, mtu=1400`,
 * macOS: `frag needed and DF set (MTU 1400)`.
 */
export const pingMtu = (output: string): number | null =>
  mtuOf(/\bmtu ?[=:]? ?(\d{2,5})\b/i.exec(output)?.[1]);

/**
 * `tracepath -n`: the last `pmtu N`. It begins with what this machine's own interface can, which proves nothing of the way:
 * without `reached`, only a smaller number was learned from somebody.
 */
export function tracepathMtu(output: string): number | null {
  const told = [...output.matchAll(/\bpmtu (\d{2,5})\b/g)].map((match) => mtuOf(match[1]));
  const [own, last] = [told[0] ?? null, told.at(-1) ?? null];
  if (own === null || last === null) return null;
  return last < own || /ms reached\b/.test(output) ? last : null;
}
