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

/** No answer at all: trying again may help. */
class DeskUnreachable extends UsageError {}

/** Where the desk is, and the engineer's token for it. */
export interface DeskAccess {
  address: string;
  token: string;
}

const tokenShape = /^candor_[A-Za-z0-9_-]{43}$/;
const accessFile = z.strictObject({ desk: z.string().optional(), token: z.string().optional() });

export const defaultAccessFile = (environment: NodeJS.ProcessEnv): string =>
  join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'candor', 'desk.json');

/**
 * From `--desk`, the environment (CANDOR_DESK, CANDOR_TOKEN) and the file, in this order. There is no `--token`: what
 * stands on a command line, everybody on the machine can read.
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
      ? `${JSON.stringify(named)} is no address of a desk: https://host[:port], or http:// to this machine. `
      : '';
    throw new UsageError(
      `${wrong}Say where the desk is: --desk https://desk.example, CANDOR_DESK, or "desk" in ${path}`,
    );
  }
  const token = environment.CANDOR_TOKEN ?? file.token ?? '';
  if (!tokenShape.test(token)) {
    const wrong = token
      ? 'What was given is no whole token: one is candor_ and 43 characters. '
      : '';
    throw new UsageError(
      `${wrong}A token is needed: make one in the console under Your account, and put it into CANDOR_TOKEN or "token" in ${path}`,
    );
  }
  return { address: address.data.replace(/\/$/, ''), token };
}

async function readAccessFile(path: string, asked: boolean): Promise<z.infer<typeof accessFile>> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new UsageError(
        `${path} holds a token and can be read by others. Make it private: chmod 600 ${path}`,
      );
    }
    return accessFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!asked && error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new UsageError(
      `${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Calls the desk by the contract's names. @throws UsageError with the desk's own words when it refuses. */
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
        'The desk answered in a way that this program does not understand; they may be of different versions.',
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

/** The desk sends something every 25 seconds; after this long without it, the desk or the way to it is gone. */
const silenceMs = 60_000;

/**
 * Calls `onEvent` once at each connection and for each event, until it says that it is enough. A lost connection is made
 * again, two seconds later; `onLost` hears of the first failure, and `onBack` of the end of it.
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
