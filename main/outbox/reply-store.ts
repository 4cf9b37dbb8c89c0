import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AppError, appError, appErrorOf, toAppError } from '#contract/errors/result.ts';
import { messageText } from '#contract/http/incident.ts';
import { emptyReply, replyDraft } from '#contract/ipc/reply.ts';
import { diskError } from '../storage/durable-file.ts';
import { jsonFile } from '../storage/json-file.ts';

/** A message that the person sent and the desk has not confirmed; its text is already redacted. */
const keptReply = z.strictObject({
  /** Created here, so that the desk recognises a message that is sent twice. */
  id: z.uuid(),
  text: messageText,
  writtenAt: z.iso.datetime(),
  /** The desk's final refusal; null while it may still be accepted. */
  refused: appError.nullable(),
});
export type KeptReply = z.infer<typeof keptReply>;

/** `replies.json`: the person's messages about one incident that the desk does not have yet. */
const replyFile = z.strictObject({
  format: z.literal('candor-replies'),
  version: z.literal(1),
  draft: replyDraft,
  /** In the order in which they were written. */
  queue: z.array(keptReply),
});
export type Replies = Pick<z.infer<typeof replyFile>, 'draft' | 'queue'>;

const noReplies: Replies = { draft: emptyReply, queue: [] };

export interface ReplyStore {
  /** Submissions with a draft or a queue. */
  ids(): string[];
  of(submission: string): Replies;
  /** Durable when it resolves. @throws CandorError `disk-full` or `disk-failed`, and changes nothing. */
  commit(submission: string, change: (now: Replies) => Replies): Promise<void>;
  /** For what has already happened: a failed write is reported, never thrown. */
  note(submission: string, change: (now: Replies) => Replies): Promise<void>;
  /** Resolves when all changes so far are written: of one incident, or of all. */
  settled(submission?: string): Promise<void>;
}

/** Drafts and queued messages, in `<folder>/<submission>/replies.json`. */
export async function openReplyStore(
  folder: string,
  submissions: readonly string[],
  report: (error: AppError) => void,
): Promise<ReplyStore> {
  const all = new Map<string, Replies>();
  const turns = new Map<string, Promise<void>>();
  const fileOf = (submission: string) => join(folder, submission, 'replies.json');
  const stateOf = (submission: string) => jsonFile(fileOf(submission), replyFile);

  for (const id of submissions) {
    const found = await stateOf(id).readOrSetAside(unreadable);
    if (found) all.set(id, { draft: found.draft, queue: found.queue });
  }

  function unreadable(detail: string): void {
    report(appErrorOf('disk-failed', 'Unsent messages cannot be read.', { detail }));
  }

  async function write(id: string, { draft, queue }: Replies): Promise<void> {
    if (queue.length === 0 && draft.text === '') return rm(fileOf(id), { force: true });
    await stateOf(id).write({ format: 'candor-replies', version: 1, draft, queue });
  }

  const of = (id: string): Replies => all.get(id) ?? noReplies;

  /** Runs one change at a time for each incident; each sees the result of those before it. */
  function inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(id) ?? Promise.resolve()).catch(() => {}).then(work);
    turns.set(id, turn);
    return turn;
  }

  const save = async (
    id: string,
    change: (now: Replies) => Replies,
    onFailure: (thrown: unknown) => void,
  ): Promise<void> => {
    const changed = change(of(id));
    await write(id, changed).catch(onFailure);
    all.set(id, changed);
  };

  return {
    ids: () => [...all.keys()],
    of,
    commit: (id, change) =>
      inTurn(id, () =>
        save(id, change, (thrown) => {
          throw diskError(thrown);
        }),
      ),
    note: (id, change) =>
      inTurn(id, () => save(id, change, (thrown) => report(toAppError(diskError(thrown))))),
    async settled(id) {
      await Promise.allSettled(id === undefined ? turns.values() : [turns.get(id)]);
    },
  };
}
