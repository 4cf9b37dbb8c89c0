import { type AppError, appErrorOf, ok, type Result, toAppError } from '#contract/errors/result.ts';
import { type CallHandlers, type CallName, ipc } from '#contract/ipc/ipc.ts';

export type Answer = (name: CallName, args: unknown) => Promise<Result<unknown>>;

/** Answers calls: parses the arguments, calls the handler, parses the result. Never rejects; every failure is an `AppError`. */
export function createAnswer(
  handlers: CallHandlers,
  onUnexpected: (name: string, thrown: unknown) => void,
): Answer {
  return async (name, args) => {
    const channel = ipc[name];
    const parsed = channel.args.safeParse(args);
    if (!parsed.success) return { ok: false, error: badArguments(name, parsed.error.issues) };
    try {
      const value = await (handlers[name] as (args: unknown) => unknown)(parsed.data);
      return ok(channel.result.parse(value));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') onUnexpected(name, thrown);
      return { ok: false, error };
    }
  };
}

function badArguments(
  name: string,
  issues: readonly { path: PropertyKey[]; message: string }[],
): AppError {
  const detail = issues
    .map(({ path, message }) => `${name} ${path.join('.')}: ${message}`)
    .join('; ');
  return appErrorOf(
    'invalid-arguments',
    'That did not work, because Candor could not read the request.',
    { detail },
  );
}
