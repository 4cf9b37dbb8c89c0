import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { checksumLength } from './zip-profile.ts';

/** Replaces a stream's last 64 bytes by the SHA-256 of everything before them. */
export function checksumAtEnd(): Transform {
  const hash = createHash('sha256');
  let held: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const free = Math.max(0, all.length - checksumLength);
      const passed = all.subarray(0, free);
      held = Buffer.from(all.subarray(free));
      hash.update(passed);
      done(null, passed);
    },
    flush(done) {
      done(null, hash.digest('hex'));
    },
  });
}
