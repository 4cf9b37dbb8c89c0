import type { Piece } from './text-search.ts';

/** A place to highlight, such as a hidden value; `title` explains it. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

/** The marks that overlap `[start, end)`, ascending and not overlapping each other. */
export type MarksIn = (text: string, start: number, end: number) => readonly Mark[];

export interface MarkedPiece extends Piece {
  readonly title: string | null;
}

/** Splits pieces again where marks begin and end. */
export function withMarks(pieces: readonly Piece[], marks: readonly Mark[]): MarkedPiece[] {
  return pieces.flatMap((piece) => {
    const result: MarkedPiece[] = [];
    const end = piece.start + piece.text.length;
    const add = (from: number, to: number, title: string | null) => {
      if (from < to)
        result.push({
          ...piece,
          start: from,
          text: piece.text.slice(from - piece.start, to - piece.start),
          title,
        });
    };
    let done = piece.start;
    for (const mark of marks) {
      const [from, to] = [Math.max(done, mark.start), Math.min(end, mark.end)];
      if (from >= to) continue;
      add(done, from, null);
      add(from, to, mark.title);
      done = to;
    }
    add(done, end, null);
    return result;
  });
}
