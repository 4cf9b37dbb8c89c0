import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { type CallHandlers, type CallName, type EventName, type EventPayload, ipc } from '../../contract/ipc.ts';
import { type AppError, appErrorOf, ok, type Result, toAppError } from '../../contract/result.ts';
import { appOrigin } from '../app/app-scheme.ts';

interface Sender {
  /** The window's page, when there is a window. */
  contents(): WebContents | null;
}

/** Known window, its main frame, our own origin: a call from anywhere else is refused before its arguments are read. */
export function isTrustedSender(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  contents: WebContents | null,
): boolean {
  const frame = event.senderFrame;
  return (
    contents !== null && event.sender === contents && frame !== null && frame === contents.mainFrame && frame.origin === appOrigin
  );
}

/** Answers one call: schema in, handler, schema out. Never throws; every failure is an `AppError`. */
export async function answer<K extends CallName>(
  name: K,
  handler: CallHandlers[K],
  args: unknown,
  onUnexpected: (name: string, thrown: unknown) => void,
): Promise<Result<unknown>> {
  const channel = ipc[name];
  const parsed = channel.args.safeParse(args);
  if (!parsed.success) return { ok: false, error: badArguments(name, parsed.error.issues) };
  try {
    const value = await (handler as (args: unknown) => unknown)(parsed.data);
    return ok(channel.result.parse(value));
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'internal') onUnexpected(name, thrown);
    return { ok: false, error };
  }
}

function badArguments(name: string, issues: readonly { path: PropertyKey[]; message: string }[]): AppError {
  const detail = issues.map(({ path, message }) => `${name} ${path.join('.')}: ${message}`).join('; ');
  return appErrorOf('invalid-arguments', 'That could not be done: the request was not understood.', { detail });
}

export function registerCalls(
  handlers: CallHandlers,
  sender: Sender,
  onUnexpected: (name: string, thrown: unknown) => void,
): void {
  for (const name of callNames()) {
    ipcMain.handle(name, (event, args: unknown): Result<unknown> | Promise<Result<unknown>> => {
      if (!isTrustedSender(event, sender.contents())) {
        onUnexpected(name, new Error(`call from an untrusted sender: ${event.senderFrame?.origin ?? 'no frame'}`));
        return { ok: false, error: appErrorOf('untrusted-sender', 'This page may not ask Candor for anything.') };
      }
      return answer(name, handlers[name], args, onUnexpected);
    });
  }
}

export function callNames(): CallName[] {
  return (Object.keys(ipc) as (keyof typeof ipc)[]).filter((name): name is CallName => ipc[name].kind === 'call');
}

/** Tells the window, when there is one. */
export function createNotifier(sender: Sender) {
  return function notify<K extends EventName>(name: K, payload: EventPayload<K>): void {
    const contents = sender.contents();
    if (contents && !contents.isDestroyed()) contents.send(name, payload);
  };
}
