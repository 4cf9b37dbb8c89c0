import { shell } from 'electron';
import { raise } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';

type Calls = Pick<CallHandlers, 'review.save' | 'saved.show'>;

/** Remembers the file that was saved last, so that the person can have their file manager show it. */
export function savedFileHandlers({ 'review.save': save }: Pick<Calls, 'review.save'>): Calls {
  let last: string | null = null;
  return {
    async 'review.save'(choice) {
      const saved = await save(choice);
      if (saved) last = saved.file;
      return saved;
    },
    'saved.show'() {
      if (last === null) raise('not-found', 'No file has been saved since Candor was started.');
      shell.showItemInFolder(last);
    },
  };
}
