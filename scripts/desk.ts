import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDesk } from '../desk/service/start.ts';
import { buildTargets } from './build.ts';
import { explain } from './explain.ts';

/** `npm run desk`: only the desk, in the foreground, with its data and its log in `out/`. */
const out = join(import.meta.dirname, '../out');
try {
  await buildTargets(['console']);
  mkdirSync(out, { recursive: true });
  const desk = await startDesk({
    dataFolder: join(out, 'desk-data'),
    consoleFolder: join(out, 'console'),
    host: '127.0.0.1',
    port: Number(process.env.CANDOR_DESK_PORT ?? 8470),
    organisation: 'Candor development',
    log: createWriteStream(join(out, 'desk.log'), { flags: 'a', mode: 0o600 }),
  });
  console.log(`The engineers' console: ${desk.address}`);
  if (desk.setupLink) console.log(`Make the first engineer's account here (this link works once): ${desk.setupLink}`);
  console.log(`The policy for your organisation's machines: ${desk.agentPolicyFile}`);
  console.log('End the desk with Ctrl+C.');
  const stop = () => void desk.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
} catch (thrown) {
  console.error(explain(thrown));
  process.exitCode = 1;
}
