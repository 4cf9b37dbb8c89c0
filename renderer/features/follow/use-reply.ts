import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { ReplyDraft, ReplyPreview } from '#contract/ipc/reply.ts';
import { call } from '#renderer/base/bridge.ts';

const pauseMilliseconds = 400;
const empty: ReplyDraft = { text: '', letThrough: [] };

/** What main found in one draft. */
interface Shown {
  draft: ReplyDraft;
  preview: ReplyPreview;
}

/**
 * The message while the person writes it: saved by main, and checked for what must be hidden, after each pause and on
 * leaving. What is sent is what was shown; when that is not what main would send, main's answer is shown first.
 */
export function useReply(id: string) {
  const [draft, setDraft] = useState<ReplyDraft>(empty);
  const [shown, setShown] = useState<Shown | null>(null);
  const [state, setState] = useState<{ busy: boolean; error: AppError | null }>({
    busy: false,
    error: null,
  });
  const latest = useRef<ReplyDraft>(empty);
  const saved = useRef<ReplyDraft>(empty);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    const now = latest.current;
    if (saved.current === now) return;
    saved.current = now;
    const result = await call('replies.saveDraft', { id, draft: now });
    if (!result.ok) setState({ busy: false, error: result.error });
  }, [id]);

  const preview = useCallback(async () => {
    const now = latest.current;
    if (now.text.trim() === '') return setShown(null);
    const result = await call('replies.preview', { id, draft: now });
    // A failure is told when the person sends; while they write it would only interrupt.
    if (result.ok && latest.current === now) setShown({ draft: now, preview: result.value });
  }, [id]);

  const take = useCallback((next: ReplyDraft) => {
    latest.current = next;
    setDraft(next);
  }, []);

  const change = (part: Partial<ReplyDraft>) => {
    take({ ...latest.current, ...part });
    setState({ busy: false, error: null });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void Promise.all([save(), preview()]), pauseMilliseconds);
  };

  useEffect(() => {
    let wanted = true;
    void call('replies.draft', { id }).then((result) => {
      // What the person has typed meanwhile is newer.
      if (!wanted || !result.ok || latest.current !== empty || result.value.text === '') return;
      take(result.value);
      saved.current = result.value;
      void preview();
    });
    const leave = () => void save();
    window.addEventListener('pagehide', leave);
    return () => {
      wanted = false;
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [id, save, preview, take]);

  /** @returns whether it was queued; if not, there is an error or something to look at first. */
  const send = async (): Promise<boolean> => {
    if (state.busy) return false;
    clearTimeout(timer.current);
    const now = latest.current;
    setState({ busy: true, error: null });
    const read = shown?.draft === now ? shown.preview.text : now.text.trim();
    const result = await call('replies.send', { id, draft: now, shown: read });
    setState({ busy: false, error: result.ok ? null : result.error });
    if (!result.ok) return false;
    if (!result.value.queued) {
      setShown({ draft: now, preview: result.value.preview });
      return false;
    }
    // Words that were typed while it was sent are the next message.
    if (latest.current === now) {
      saved.current = empty;
      take(empty);
      setShown(null);
    }
    return true;
  };

  return {
    draft,
    change,
    save,
    send,
    ...state,
    preview: shown?.draft === draft ? shown.preview : null,
  };
}
