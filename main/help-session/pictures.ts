import { randomUUID } from 'node:crypto';
import { pictureProblem, pixelsOnly } from '#bundle/picture.ts';
import {
  type ChosenPicture,
  type PictureSize,
  pictureLimits,
  type TakenPicture,
} from '#contract/bundle/picture.ts';
import { raise } from '#contract/errors/result.ts';
import { blackOut } from './black-out.ts';

/** One screen, small enough for a bundle. `bitmap`: four bytes a pixel. */
export interface ScreenPicture extends PictureSize {
  bitmap: Uint8Array;
  /** The same as a file. */
  png: Uint8Array;
  madeSmallerFrom: TakenPicture['madeSmallerFrom'];
}

/** A picture as it becomes part of the bundle: what was covered is no longer in it. */
export interface ReadyPicture extends PictureSize {
  png: Uint8Array;
  covers: number;
  madeSmallerFrom: TakenPicture['madeSmallerFrom'];
}

export interface PictureOptions {
  /** Whether the policy allows it. */
  allowed(): boolean;
  /** @throws CandorError `picture-unavailable` */
  capture(): Promise<ScreenPicture[]>;
  encode(bitmap: Uint8Array, size: PictureSize): Uint8Array;
}

export interface Pictures {
  /** Whether the policy allows them at this moment. */
  allowed(): boolean;
  /** @throws CandorError `forbidden`, `picture-unavailable` */
  take(): Promise<TakenPicture[]>;
  /** All others are gone; null: all are. */
  keep(id: string | null): void;
  /**
   * Blacks out and encodes what the person goes on with.
   * @throws CandorError `not-found`, `forbidden`, `picture-unavailable`
   */
  ready(chosen: ChosenPicture): ReadyPicture;
  /** Nothing of any picture is left. */
  forget(): void;
}

/** The pictures that were taken and not yet gone on with. They are in this process's memory and nowhere else. */
export function createPictures({ allowed, capture, encode }: PictureOptions): Pictures {
  const held = new Map<string, ScreenPicture>();
  /** Of the newest take: one that comes back after it was given up must not stay. */
  let newest = 0;

  const requireAllowed = () => {
    if (!allowed())
      raise(
        'forbidden',
        'Your IT department has switched off pictures of the screen. You can go on without one.',
      );
  };
  const forget = () => {
    newest += 1;
    held.clear();
  };

  return {
    allowed,
    async take() {
      requireAllowed();
      forget();
      const own = newest;
      const screens = await capture();
      if (own !== newest)
        raise('not-found', 'This picture was given up. Take another if you want one.');
      return screens.slice(0, pictureLimits.screens).map((screen): TakenPicture => {
        const id = randomUUID();
        held.set(id, screen);
        const { width, height, madeSmallerFrom } = screen;
        return { id, width, height, madeSmallerFrom, image: imageOf(screen.png) };
      });
    },

    keep(id) {
      if (id === null) return forget();
      for (const other of held.keys()) if (other !== id) held.delete(other);
    },

    ready({ id, covers }) {
      requireAllowed();
      const found = held.get(id);
      if (!found)
        raise(
          'not-found',
          'The picture of your screen is no longer here. Take it again, or go on without one.',
        );
      const { width, height, madeSmallerFrom } = found;
      const bitmap = Uint8Array.from(found.bitmap);
      blackOut(bitmap, found, covers);
      const png = pixelsOnly(encode(bitmap, { width, height }));
      const problem = pictureProblem(png);
      if (problem)
        raise(
          'picture-unavailable',
          'This picture cannot be used. Take it again, or go on without one.',
          { detail: problem },
        );
      return { png, width, height, covers: covers.length, madeSmallerFrom };
    },

    forget,
  };
}

/** As the window shows it. */
export const imageOf = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
