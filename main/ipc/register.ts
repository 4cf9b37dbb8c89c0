import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { AppError, ErrorCode, Result } from '#contract/errors/result.ts';
import type { CallName, EventName, EventPayload } from '#contract/ipc/ipc.ts';
import { appOrigin } from '../app/app-scheme.ts';
import type { Answer } from './answer.ts';

/** Set by the build from the contract, so that the window does not have to wait for the schemas. */
declare const CALL_NAMES: readonly CallName[];

interface Sender {
  /** The window's page; null without a window. */
  contents(): WebContents | null;
}

/** Accepts only the main frame of our window at our origin. Any other call is refused before its arguments are read. */
export function isTrustedSender(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  contents: WebContents | null,
): boolean {
  const frame = event.senderFrame;
  return (
    contents !== null &&
    event.sender === contents &&
    frame !== null &&
    frame === contents.mainFrame &&
    frame.origin === appOrigin
  );
}

/** Registers every call of the contract at once; calls are answered when the agent is loaded. */
export function registerCalls(
  answer: Promise<Answer>,
  sender: Sender,
  onUntrusted: (name: string, origin: string) => void,
): void {
  for (const name of CALL_NAMES) {
    ipcMain.handle(name, async (event, args: unknown): Promise<Result<unknown>> => {
      if (!isTrustedSender(event, sender.contents())) {
        onUntrusted(name, event.senderFrame?.origin ?? 'no frame');
        return failure('untrusted-sender', 'This page may not ask Candor for anything.');
      }
      try {
        return await (await answer)(name, args);
      } catch (thrown) {
        // An error at the start may already say what to do. Imported here, because the schemas would slow down the start.
        const { CandorError } = await import('#contract/errors/result.ts');
        if (thrown instanceof CandorError) return { ok: false, error: thrown.error };
        return failure(
          'internal',
          'Candor could not start properly. Quit it and start it again.',
          String(thrown),
        );
      }
    });
  }
}

function failure(
  code: ErrorCode,
  message: string,
  detail: string | null = null,
): { ok: false; error: AppError } {
  return { ok: false, error: { code, message: { message }, detail } };
}

/** Sends events to the window, if there is one. */
export function createNotifier(sender: Sender) {
  return function notify<K extends EventName>(name: K, payload: EventPayload<K>): void {
    const contents = sender.contents();
    if (contents && !contents.isDestroyed()) contents.send(name, payload);
  };
}
