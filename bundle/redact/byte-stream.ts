import type { Redaction, Redactor } from './redactor.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface RedactedBytes {
  bytes: Uint8Array;
  /** Offsets in UTF-16 units of the redacted text. */
  replacements: Redaction['replacements'];
}

export interface ByteRedaction {
  /**
   * Null until enough bytes have arrived to decide, and for bytes that are not text, which are
   * dropped.
   */
  encoding(): Encoding | 'binary' | null;
  push(bytes: Uint8Array): RedactedBytes;
  end(): RedactedBytes;
}

const headBytes = 64 * 1024;
const nothing: RedactedBytes = { bytes: new Uint8Array(0), replacements: [] };

/**
 * The encoding of a text, from its first bytes: from its byte order mark (BOM), from the positions
 * of its NULs (Windows also writes UTF-16 without a BOM), or because it is valid UTF-8; otherwise
 * single-byte characters. `binary` when it is not text.
 */
export function encodingOf(head: Uint8Array): Encoding | 'binary' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const even = share(head, 0);
  const odd = share(head, 1);
  if (odd > 0.3 && even < 0.05) return 'utf-16le';
  if (even > 0.3 && odd < 0.05) return 'utf-16be';
  if (even + odd > 0) return 'binary';
  return isUtf8(head) ? 'utf-8' : controls(head) > head.length * 0.02 ? 'binary' : 'windows-1252';
}

/** Share of NUL bytes at even or odd positions. */
function share(bytes: Uint8Array, from: number): number {
  let zeros = 0;
  for (let index = from; index < bytes.length; index += 2) if (bytes[index] === 0) zeros += 1;
  return bytes.length < 2 ? 0 : zeros / Math.ceil((bytes.length - from) / 2);
}

function controls(bytes: Uint8Array): number {
  return bytes.reduce(
    (count, byte) =>
      byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27 ? count + 1 : count,
    0,
  );
}

/** The head may end within a character. */
function isUtf8(head: Uint8Array): boolean {
  for (let cut = 0; cut < 4 && cut <= head.length; cut += 1) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, head.length - cut));
      return true;
    } catch {
      // Perhaps only the last character is cut.
    }
  }
  return false;
}

/**
 * Redacts bytes that arrive in pieces of any size, in their own encoding; the result depends only
 * on the bytes.
 */
export function redactByteStream(
  redactor: Redactor,
  type: 'application/json' | 'text/plain' = 'text/plain',
): ByteRedaction {
  const stream = redactor.stream(type);
  const head: Uint8Array[] = [];
  let headLength = 0;
  let encoding: Encoding | 'binary' | null = null;
  let decode: (bytes: Uint8Array, more: boolean) => string = () => '';
  let encode: (text: string) => Uint8Array = () => nothing.bytes;

  function begin(): Uint8Array {
    const bytes = head.length === 1 ? (head[0] ?? nothing.bytes) : Buffer.concat(head);
    encoding = encodingOf(bytes.subarray(0, headBytes));
    if (encoding !== 'binary') {
      const latin = encoding === 'windows-1252';
      // Byte for byte, so that text without replacements is unchanged.
      const decoder = latin ? null : new TextDecoder(encoding, { ignoreBOM: true });
      decode = (piece, more) =>
        decoder?.decode(piece, { stream: more }) ??
        Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
      encode = encoders[encoding];
    }
    head.length = 0;
    return bytes;
  }

  function done({ text, replacements }: Redaction): RedactedBytes {
    return { bytes: text === '' ? nothing.bytes : encode(text), replacements };
  }

  return {
    encoding: () => encoding,
    push: (bytes) => {
      if (encoding === 'binary') return nothing;
      if (encoding !== null) return done(stream.push(decode(bytes, true)));
      head.push(bytes);
      headLength += bytes.length;
      if (headLength < headBytes) return nothing;
      const all = begin();
      return done(stream.push(decode(all, true)));
    },
    end: () => {
      const rest = encoding === null ? begin() : nothing.bytes;
      if (encoding === 'binary') return nothing;
      const first = stream.push(decode(rest, false));
      const last = stream.end();
      return done({
        text: first.text + last.text,
        redactions: [],
        replacements: [...first.replacements, ...last.replacements],
      });
    },
  };
}

const encoders: Readonly<Record<Encoding, (text: string) => Uint8Array>> = {
  'utf-8': (text) => Buffer.from(text, 'utf8'),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
};
