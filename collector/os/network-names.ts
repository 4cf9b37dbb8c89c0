/** Names of Wi-Fi networks that this machine has joined, from the system's output; pure. */

const most = 200;
const kept = (names: string[]): string[] =>
  [...new Set(names.map((name) => name.trim()).filter((name) => name.length > 0))].slice(0, most);

/** `nmcli -t -f TYPE,NAME connection show`: colons and backslashes in a name are escaped by a backslash. */
export function wirelessOfNmcli(output: string): string[] {
  return kept(
    output
      .split('\n')
      .flatMap(
        (line) => /^802-11-wireless:(.{1,200})$/.exec(line)?.[1]?.replace(/\\(.)/g, '$1') ?? [],
      ),
  );
}

/** `networksetup -listpreferredwirelessnetworks en0`: a heading, then one name per line after a tab. */
export function wirelessOfNetworksetup(output: string): string[] {
  return kept(output.split('\n').flatMap((line) => /^\t(.{1,200})$/.exec(line)?.[1] ?? []));
}

/**
 * `reg query …\NetworkList\Profiles /s`: a block for each network ever joined. Its NameType is an IANA interface type;
 * 71 is Wi-Fi. Wired networks are called "Network" in every language, which identifies nobody.
 */
export function wirelessOfRegistry(output: string): string[] {
  const blocks = output.split(/\r?\n(?=HKEY_)/);
  return kept(
    blocks.flatMap((block) => {
      if (!/^\s{1,8}NameType\s{1,8}REG_DWORD\s{1,8}0x47\s*$/m.test(block)) return [];
      return /^\s{1,8}ProfileName\s{1,8}REG_SZ\s{1,8}(.{1,200}?)\r?$/m.exec(block)?.[1] ?? [];
    }),
  );
}
