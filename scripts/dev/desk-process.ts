import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDesk } from '#desk/service/start.ts';
import { explain } from '../explain.ts';
import { projectRoot } from '../launch-agent.ts';
import type { DeskFacts } from './desk.ts';

// The desk of `npm run dev`, in a process that is replaced when its code changes. Its word is the port.
const out = join(projectRoot, 'out');
try {
  // A fresh clone has none.
  mkdirSync(out, { recursive: true });
  const desk = await startDesk({
    dataFolder: join(out, 'desk-data'),
    host: '127.0.0.1',
    port: Number(process.argv[2]),
    organisation: 'Candor development',
    log: createWriteStream(join(out, 'desk.log'), { flags: 'a', mode: 0o600 }),
  });
  const stop = () => void desk.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  // `npm run dev` was killed.
  process.once('disconnect', stop);
  const facts: DeskFacts = {
    address: desk.address,
    setupLink: desk.setupLink,
    policy: desk.policy(),
  };
  process.send?.(facts);
} catch (thrown) {
  console.error(explain(thrown));
  process.exit(1);
}
