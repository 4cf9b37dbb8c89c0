/** A row of `certutil -L`: the nickname and what the certificate is trusted for. */
interface NssRow {
  nickname: string;
  /** `C` or `T` in the first of the three fields: an authority that is trusted for websites. */
  authority: boolean;
  /** `u`: its private key is in the database. */
  personal: boolean;
}

const mostRows = 40;

/**
 * `certutil -L -d sql:FOLDER`: a heading, then `%-60s %-5s` with the nickname, which may contain spaces, and three trust
 * fields for SSL, S/MIME and code (NSS, cmd/lib/secutil.c).
 */
export function nssRows(output: string): NssRow[] {
  return output
    .split('\n')
    .flatMap((line): NssRow[] => {
      const [, nickname = '', websites = ''] =
        /^(\S.{0,300}?) +([pPcCTuw]{0,7}),[pPcCTuw]{0,7},[pPcCTuw]{0,7} *$/.exec(line) ?? [];
      if (nickname === '') return [];
      return [{ nickname, authority: /[CT]/.test(websites), personal: websites.includes('u') }];
    })
    .slice(0, mostRows);
}

/**
 * Folders for added authorities: update-ca-certificates(8) of Debian,
 * update-ca-trust(8) of Fedora, Arch and SUSE, which is p11-kit's.
 */
export const rootFolders = [
  '/usr/local/share/ca-certificates',
  '/etc/pki/ca-trust/source/anchors',
  '/usr/share/pki/ca-trust-source/anchors',
  '/etc/ca-certificates/trust-source/anchors',
  '/etc/pki/trust/anchors',
  '/usr/share/pki/trust/anchors',
] as const;
