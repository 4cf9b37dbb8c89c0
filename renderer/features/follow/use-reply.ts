import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '#contract/errors/result.ts';
import type { ReplyDraft, ReplyPreview } from '#contract/ipc/reply.ts';
import { call } from '#renderer/base/bridge.ts';

const pauseMilliseconds = 400;
const empty: ReplyDraft = { text: '', letThrough: [] };

/** What main found in a draft. */
interface Shown {
  draft: ReplyDraft;
  preview: ReplyPreview;
}

/**
 * The message while the person types it. After each pause and on leaving, main saves it and checks what must be
 * hidden. Candor sends what was shown; if main would send something else, it shows that first.
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
    // Errors are shown when the person sends. While they type, an error would only interrupt.
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
      // The person has typed something newer since.
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

  /** @returns whether the message was queued. If not, there is an error, or something the person must see first. */
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
    // Text typed while the message was being sent belongs to the next message.
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
