/** The host of an address. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address;
}
