import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that can be read at any position: a file, or memory. `file` is null for memory. */
export interface ByteSource {
  size: number;
  file: FileHandle | null;
  memory: Buffer | null;
  /** Exactly `length` bytes; throws when the source ends earlier. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openSource(source: Uint8Array | { file: string }): Promise<ByteSource> {
  if (source instanceof Uint8Array)
    return memorySource(Buffer.from(source.buffer, source.byteOffset, source.byteLength));
  const file = await open(source.file, 'r');
  const { size } = await file.stat();
  return {
    size,
    file,
    memory: null,
    read: async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      if (bytesRead !== length)
        throw new RangeError(`the file ends at ${offset + bytesRead}, not at ${offset + length}`);
      return buffer;
    },
    close: () => file.close(),
  };
}

function memorySource(memory: Buffer): ByteSource {
  return {
    size: memory.length,
    file: null,
    memory,
    read: async (offset, length) => {
      if (offset < 0 || offset + length > memory.length)
        throw new RangeError(`no bytes ${offset} to ${offset + length}`);
      return memory.subarray(offset, offset + length);
    },
    close: async () => {},
  };
}
