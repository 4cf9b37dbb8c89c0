import { toAppError } from '#contract/errors/result.ts';
import { formatText } from '#contract/text/text.ts';

/** What a command says when it could not do its work: the sentence, the technical text below it, the way out. */
export function explain(thrown: unknown): string {
  const { code, message, detail } = toAppError(thrown);
  const wayOut =
    code === 'conflict'
      ? 'If `npm start` or `npm run desk` runs in another terminal, end it there with Ctrl+C. CANDOR_DESK_PORT sets another port.'
      : null;
  return [formatText(message), detail, wayOut].filter((line) => line !== null).join('\n');
}
