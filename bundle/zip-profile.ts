/**
 * The only zip format that a bundle may have, stricter than APPNOTE.TXT: every header field has one
 * allowed value and every byte of the file belongs to something. The archive's comment contains the
 * SHA-256 of all bytes before it, because a deflate stream has padding bits whose change no other
 * check would notice.
 */
export const zipProfile = {
  localHeader: 0x04034b50,
  descriptor: 0x08074b50,
  directoryHeader: 0x02014b50,
  directoryEnd: 0x06054b50,
  localHeaderBytes: 30,
  descriptorBytes: 16,
  directoryHeaderBytes: 46,
  directoryEndBytes: 22,
  /** Made by: UNIX, version 6.3 of the specification. */
  madeBy: (3 << 8) | 63,
  needs: 20,
  /** Sizes follow the data (bit 3), names are UTF-8 (bit 11); not encrypted (bit 0). */
  flags: 0x0808,
  deflate: 8,
  /**
   * 1 January 1980, 00:00, the first possible moment in a zip: the same content gives the same
   * bytes.
   */
  time: 0,
  date: 0x0021,
  /** A regular file that its owner may read and write. */
  attributes: (0o100644 << 16) >>> 0,
  mode: 0o100644,
  /**
   * Deflate cannot compress more (RFC 1951: 258 bytes in two bits): a header that claims more is
   * false.
   */
  mostRatio: 1032,
} as const;

/** The same value in every time zone: yazl writes local time. */
export const zipTime = new Date(1980, 0, 1);

export const checksumPrefix = 'candor-bundle sha256:';
export const checksumLength = 64;
/** Bytes of the archive's comment. */
export const commentBytes = checksumPrefix.length + checksumLength;
