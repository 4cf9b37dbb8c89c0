import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { productFiles, root } from './imports.ts';

/** What only these files may contain. A file that keeps its own copy of a mechanism misses the next fix to it. */
const places: Record<string, { code: RegExp; files: readonly string[] }> = {
  'the signature of a message': {
    code: /\b(?:compactVerify|CompactSign|jwtVerify|SignJWT)\b/,
    files: [
      'bundle/jws.ts',
      // A device's token is a JWT: jose checks its audience too.
      'desk/service/domain/auth/device-token.ts',
    ],
  },
  'the hash of an audit entry': { code: /\bauditText\(/, files: ['bundle/audit-chain.ts'] },
  'the head of an event stream': {
    code: /'content-type': 'text\/event-stream'/,
    files: ['desk/service/http/sse.ts'],
  },
  'the wait after repeated failures': { code: /\* 2 \*\* |\*= 2\b/, files: ['bundle/backoff.ts'] },
  'a JSON file of the agent': {
    code: /writeFile\w*\([^;]*JSON\.stringify\(/,
    files: [
      'main/storage/json-file.ts',
      // One entry is four files, which appear together.
      'main/outbox/store.ts',
    ],
  },
  'work that is repeated': {
    code: /\bsetInterval\(/,
    files: [
      'desk/service/runtime/interval.ts',
      // Heartbeats of connections: they end with the connection.
      'desk/service/http/device-request-routes.ts',
      'desk/service/http/event-routes.ts',
      'main/outbox/electron-net.ts',
      // Once a day or every few minutes, for as long as the agent runs; each is safe to call twice.
      'main/app/memory.ts',
      'main/app/organisation.ts',
      'main/snapshots/keeper.ts',
      // Clocks on screen.
      'desk/console/base/time/RelativeTime.tsx',
      'renderer/features/collecting/time-left.ts',
    ],
  },
};

const sources = productFiles().map((file) => ({
  file,
  source: readFileSync(join(root, file), 'utf8'),
}));

test.each(Object.entries(places))(
  '%s is written only in the files listed for it',
  (mechanism, { code, files }) => {
    const room = mechanism === 'a JSON file of the agent' ? 'main/' : '';
    const found = sources.filter(({ file, source }) => file.startsWith(room) && code.test(source));
    expect(found.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
  },
);
