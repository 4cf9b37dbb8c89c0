/** The part of an address that says where it leads. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address;
}
