import { readFile } from 'node:fs/promises';
import { app } from 'electron';
import { toAppError } from '#contract/errors/result.ts';
import { policy } from '#contract/policy/policy.ts';
import { systemClock } from '#main/outbox/clock.ts';
import { electronTransport } from '#main/outbox/electron-net.ts';
import { consentTo, sealedBytes, startAgent, writeSealed } from './agent.ts';

/** One exchange to try in real Electron, and its result. */
export interface Exchange {
  name: string;
  method: string;
  url: string;
  bodyBytes?: number;
  /** Abort as soon as this address has answered. */
  abortAfter?: string;
}
export interface Ending {
  name: string;
  status?: number;
  text?: string;
  header?: string;
  code?: string;
  detail?: string | null;
}
export interface Plan {
  exchanges: Exchange[];
  agent: { folder: string; policyFile: string; bytes: number; submission: string };
}

async function tryOut({ name, method, url, bodyBytes, abortAfter }: Exchange): Promise<Ending> {
  const abort = new AbortController();
  if (abortAfter !== undefined) {
    void electronTransport
      .request({ method: 'GET', url: abortAfter, headers: {}, signal: abort.signal })
      .then(() => abort.abort(new Error('enough')));
  }
  try {
    const { status, headers, body } = await electronTransport.request({
      method,
      url,
      headers: { 'x-probe': 'yes' },
      ...(bodyBytes !== undefined && { body: sealedBytes(bodyBytes) }),
      signal: abort.signal,
    });
    return {
      name,
      status,
      text: new TextDecoder().decode(body).slice(0, 200),
      header: headers['x-echo'] ?? '',
    };
  } catch (thrown) {
    const { code, detail } = toAppError(thrown);
    return { name, code, detail };
  }
}

async function sendOne({ folder, policyFile, bytes, submission }: Plan['agent']): Promise<void> {
  const pinned = policy.parse(JSON.parse(await readFile(policyFile, 'utf8')));
  const agent = await startAgent({
    folder,
    policy: pinned,
    clock: systemClock,
    transport: electronTransport,
  });
  await agent.outbox.add(await consentTo(pinned, agent.key, submission), (file) =>
    writeSealed(file, sealedBytes(bytes)),
  );
  await agent.until(submission, ({ state }) => state === 'sent');
  await agent.stop();
}

async function run(): Promise<void> {
  const plan: Plan = JSON.parse(await readFile(process.env.CANDOR_TEST_PLAN ?? '', 'utf8'));
  for (const exchange of plan.exchanges) console.log(JSON.stringify(await tryOut(exchange)));
  await sendOne(plan.agent);
  console.log(JSON.stringify({ name: 'agent' } satisfies Ending));
}

// Not awaited here: Electron gets ready only after its main module has been evaluated.
void app
  .whenReady()
  .then(run)
  .then(
    () => app.exit(0),
    (thrown: unknown) => {
      console.error(thrown);
      app.exit(1);
    },
  );
