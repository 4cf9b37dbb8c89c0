import { z } from 'zod';

/**
 * The limits for a picture of the screen. The agent creates it within them, and the desk shows no
 * other picture.
 */
export const pictureLimits = {
  /** Pixels. Text on a large screen is still readable at this size. */
  longestSide: 2560,
  bytes: 5 * 1024 * 1024,
  /** Blacked-out parts of one picture. */
  covers: 50,
  screens: 16,
} as const;

/** The only picture that a bundle may contain. */
export const pictureItemId = 'screenshot/screen.png';

const side = z.number().int().min(1).max(pictureLimits.longestSide);
const place = z.number().int().min(0).max(pictureLimits.longestSide);

/**
 * A PNG for the window: its Content-Security-Policy allows `data:` for images, so nothing else has
 * to be allowed.
 */
export const pictureImage = z
  .string()
  .startsWith('data:image/png;base64,')
  .max(Math.ceil((pictureLimits.bytes * 4) / 3) + 100);

/** Pixels. */
export const pictureSize = z.strictObject({ width: side, height: side });
export type PictureSize = z.infer<typeof pictureSize>;

/** A part that is blacked out, in the picture's own pixels. */
export const cover = z.strictObject({ x: place, y: place, width: side, height: side });
export type Cover = z.infer<typeof cover>;

/**
 * A picture that the main process keeps in memory until the person continues, takes another or
 * removes it.
 */
export const takenPicture = pictureSize.extend({
  id: z.uuid(),
  image: pictureImage,
  /** The screen's size when the picture had to be scaled down. */
  madeSmallerFrom: z
    .strictObject({ width: z.number().int().positive(), height: z.number().int().positive() })
    .nullable(),
});
export type TakenPicture = z.infer<typeof takenPicture>;

/** The picture that the person continues with, and the areas to black out. */
export const chosenPicture = z.strictObject({
  id: z.uuid(),
  covers: z.array(cover).max(pictureLimits.covers),
});
export type ChosenPicture = z.infer<typeof chosenPicture>;

/** The picture in the review: the exact bytes that would be sent. */
export const reviewedPicture = pictureSize.extend({ image: pictureImage });
export type ReviewedPicture = z.infer<typeof reviewedPicture>;
