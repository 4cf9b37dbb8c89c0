import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { appError } from '#contract/errors/result.ts';
import { type Client, createClient, pathOf } from '#contract/http/client.ts';
import { type ConsoleApi, consoleApi } from '#contract/http/console.ts';
import { deskAddress } from '#contract/policy/policy.ts';
import { formatText } from '#contract/text/text.ts';
import { UsageError } from './load.ts';

/** The desk did not answer at all, so trying again may help. */
class DeskUnreachable extends UsageError {}

/** The desk's address and the engineer's token for it. */
export interface DeskAccess {
  address: string;
  token: string;
}

const tokenShape = /^candor_[A-Za-z0-9_-]{43}$/;
const accessFile = z.strictObject({ desk: z.string().optional(), token: z.string().optional() });

export const defaultAccessFile = (environment: NodeJS.ProcessEnv): string =>
  join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'candor', 'desk.json');

/**
 * Reads `--desk`, the environment (CANDOR_DESK, CANDOR_TOKEN) and the file, in this order. There is no `--token`, because
 * everyone on the computer can read the arguments of a process.
 * @throws UsageError
 */
export async function readAccess(
  options: { desk: string | null; file: string | null },
  environment: NodeJS.ProcessEnv,
): Promise<DeskAccess> {
  const path = options.file ?? defaultAccessFile(environment);
  const file = await readAccessFile(path, options.file !== null);
  const named = options.desk ?? environment.CANDOR_DESK ?? file.desk;
  const address = deskAddress.safeParse(named);
  if (!address.success) {
    const wrong = named
      ? `${JSON.stringify(named)} is not a valid desk address. Use https://host[:port], or http:// for this computer. `
      : '';
    throw new UsageError(
      `${wrong}Set the desk’s address: --desk https://desk.example, CANDOR_DESK, or "desk" in ${path}`,
    );
  }
  const token = environment.CANDOR_TOKEN ?? file.token ?? '';
  if (!tokenShape.test(token)) {
    const wrong = token ? 'The token is not valid: it is candor_ followed by 43 characters. ' : '';
    throw new UsageError(
      `${wrong}Create a token in the console under Your account, and put it into CANDOR_TOKEN or "token" in ${path}`,
    );
  }
  return { address: address.data.replace(/\/$/, ''), token };
}

async function readAccessFile(
  path: string,
  required: boolean,
): Promise<z.infer<typeof accessFile>> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new UsageError(
        `${path} contains a token, and other users can read it. Make it private: chmod 600 ${path}`,
      );
    }
    return accessFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!required && error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return {};
    throw new UsageError(
      `${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Calls the desk by the contract's names. @throws UsageError with the desk's message when it refuses. */
export const deskClient = ({ address, token }: DeskAccess): Client<ConsoleApi, undefined> =>
  createClient<ConsoleApi, undefined>(consoleApi, {
    async send({ endpoint: { method }, path, body }) {
      const response = await ask(`${address}${path}`, {
        redirect: 'error',
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(30_000),
      });
      const document: unknown = await response.json().catch(() => null);
      if (!response.ok) throw new UsageError(refusalOf(document, response.status));
      return document;
    },
    misunderstood: () =>
      new UsageError(
        'The desk’s answer is not valid for this version of candor. Use the candor version that matches the desk.',
      ),
  });

async function ask(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new DeskUnreachable(`The desk does not answer at ${new URL(url).origin}: ${cause}`);
  }
}

function refusalOf(document: unknown, status: number): string {
  const problem = appError.safeParse(document);
  return problem.success ? formatText(problem.data.message) : `The desk answered HTTP ${status}.`;
}

/** The desk sends something every 25 seconds. After this long in silence, the connection is dead. */
const silenceMs = 60_000;

/**
 * Calls `onEvent` at each connection and for each event until it returns `enough`. Reconnects two seconds after losing the
 * connection. Calls `onLost` on the first failure and `onBack` once the desk answers again.
 */
export async function followDesk(
  { address, token }: DeskAccess,
  onEvent: (data: string | null) => Promise<'more' | 'enough'>,
  { onLost, onBack }: { onLost: () => void; onBack: () => void },
): Promise<void> {
  for (let lost = false; ; ) {
    const connection = new AbortController();
    const silence = setTimeout(() => connection.abort(), silenceMs);
    try {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${address}${pathOf(consoleApi, 'events.listen')}`, {
        headers,
        redirect: 'error',
        signal: connection.signal,
      });
      if (!response.ok || !response.body)
        throw new UsageError(refusalOf(await response.json().catch(() => null), response.status));
      if ((await onEvent(null)) === 'enough') return;
      if (lost) onBack();
      lost = false;
      for await (const data of dataLines(response.body, () => silence.refresh()))
        if ((await onEvent(data)) === 'enough') return;
    } catch (error) {
      if (error instanceof UsageError && !(error instanceof DeskUnreachable)) throw error;
    } finally {
      clearTimeout(silence);
      connection.abort();
    }
    if (!lost) onLost();
    lost = true;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

async function* dataLines(
  body: ReadableStream<Uint8Array>,
  onPiece: () => void,
): AsyncGenerator<string> {
  let text = '';
  for await (const piece of body.pipeThrough(
    new TextDecoderStream() as never,
  ) as unknown as AsyncIterable<string>) {
    onPiece();
    text += piece;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield line.slice(6);
  }
}
