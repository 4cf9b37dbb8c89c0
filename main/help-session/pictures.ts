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

/** One screen, small enough for a bundle. `bitmap`: four bytes per pixel. */
export interface ScreenPicture extends PictureSize {
  bitmap: Uint8Array;
  /** The same picture as a PNG file. */
  png: Uint8Array;
  madeSmallerFrom: TakenPicture['madeSmallerFrom'];
}

/** A picture as it goes into the bundle, without what was covered. */
export interface ReadyPicture extends PictureSize {
  png: Uint8Array;
  covers: number;
  madeSmallerFrom: TakenPicture['madeSmallerFrom'];
}

export interface PictureOptions {
  /** Whether the policy allows pictures. */
  allowed(): boolean;
  /** @throws CandorError `picture-unavailable` */
  capture(): Promise<ScreenPicture[]>;
  encode(bitmap: Uint8Array, size: PictureSize): Uint8Array;
}

export interface Pictures {
  /** Whether the policy allows pictures at this moment. */
  allowed(): boolean;
  /** @throws CandorError `forbidden`, `picture-unavailable` */
  take(): Promise<TakenPicture[]>;
  /** Deletes all other pictures; null deletes all. */
  keep(id: string | null): void;
  /**
   * Blacks out and encodes the picture that the person chose.
   * @throws CandorError `not-found`, `forbidden`, `picture-unavailable`
   */
  ready(chosen: ChosenPicture): ReadyPicture;
  /** Deletes all pictures. */
  forget(): void;
}

/** The pictures that were taken and not used yet. They are only in this process's memory. */
export function createPictures({ allowed, capture, encode }: PictureOptions): Pictures {
  const held = new Map<string, ScreenPicture>();
  /** Number of the newest take: a picture that arrives after the person gave it up must not be stored. */
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
      const thisTake = newest;
      const screens = await capture();
      if (thisTake !== newest)
        raise('not-found', 'This picture was discarded. You can take another one.');
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
      const picture = held.get(id);
      if (!picture)
        raise(
          'not-found',
          'The picture of your screen is no longer here. Take it again, or go on without one.',
        );
      const { width, height, madeSmallerFrom } = picture;
      const bitmap = Uint8Array.from(picture.bitmap);
      blackOut(bitmap, picture, covers);
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

/** A data URL for the window. */
export const imageOf = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
