const mtuOf = (digits: string | undefined): number | null => {
  const bytes = Number(digits);
  // IPv4's smallest (RFC 791) and the largest number in IP's length field.
  return digits !== undefined && bytes >= 68 && bytes <= 65_535 ? bytes : null;
};

/**
 * Whether the output of `ping` contains an answer from the address itself, on Linux, macOS and Windows in any language: only
 * an answer has a time to live, and Windows never translates `TTL=`. The exit code is 0 even for "unreachable".
 */
export const pingAnswered = (output: string): boolean => /\b(?:ttl|hlim)[=:] ?\d/i.test(output);

/**
 * The MTU that `ping` reports when a packet was too large: `Frag needed and DF set (mtu = 1400)`, `message too long, mtu=1400`,
 * macOS: `frag needed and DF set (MTU 1400)`.
 */
export const pingMtu = (output: string): number | null =>
  mtuOf(/\bmtu ?[=:]? ?(\d{2,5})\b/i.exec(output)?.[1]);

/**
 * `tracepath -n`: the last `pmtu N`. The first number is the MTU of this machine's interface and says nothing
 * about the path; without `reached`, only a smaller number came from another machine.
 */
export function tracepathMtu(output: string): number | null {
  const sizes = [...output.matchAll(/\bpmtu (\d{2,5})\b/g)].map((match) => mtuOf(match[1]));
  const [own, last] = [sizes[0] ?? null, sizes.at(-1) ?? null];
  if (own === null || last === null) return null;
  return last < own || /ms reached\b/.test(output) ? last : null;
}
