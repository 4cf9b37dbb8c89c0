import { raise } from '#contract/errors/result.ts';

/** Where a page ends, in an order by time and then by id: ids make it exact where many rows have one time. */
export interface Cursor {
  at: string;
  id: string;
}

export const cursorText = ({ at, id }: Cursor): string => `${at} ${id}`;

/** @throws CandorError `invalid-arguments`. */
export function parseCursor(text: string): Cursor {
  const [, at, id] = /^(\S+) (\S+)$/.exec(text) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) {
    raise('invalid-arguments', 'The desk does not understand this request.', {
      detail: `before: ${text}`,
    });
  }
  return { at, id };
}
