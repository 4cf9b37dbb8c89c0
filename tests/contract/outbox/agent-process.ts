import { readFile } from 'node:fs/promises';
import { policy } from '#contract/policy/policy.ts';
import { systemClock } from '#main/outbox/clock.ts';
import { consentTo, sealedBytes, startAgent, writeSealed } from './agent.ts';

/**
 * An agent process that tests kill: `agent-process.ts FOLDER POLICY-FILE SUBMISSION [BYTES [MESSAGE]]`. With BYTES it adds that
 * submission first; with `sealing` it writes only half of it. With MESSAGE it writes that to the engineer once
 * the submission has arrived. It prints what it has done, one word a line.
 */
const [folder = '', policyFile = '', id = '', length, message] = process.argv.slice(2);
const pinned = policy.parse(JSON.parse(await readFile(policyFile, 'utf8')));
const agent = await startAgent({ folder, policy: pinned, clock: systemClock });
if (length !== undefined) {
  const bytes = sealedBytes(Number(length) || 1_000_000);
  const words = { happened: 'The printer is on fire', began: '', severity: null };
  await agent.outbox.add({ ...(await consentTo(pinned, agent.key, id)), words }, async (file) => {
    const written = await writeSealed(file, bytes);
    if (length !== 'sealing') return written;
    console.log('sealing');
    return new Promise(() => {});
  });
  console.log('durable');
}
await agent.until(id, ({ state }) => state === 'sent');
console.log('sent');
if (message !== undefined) {
  await agent.outbox.replies.add(id, message);
  console.log('queued');
}
await agent.until(id, ({ replies }) => replies.length === 0);
await agent.stop();
