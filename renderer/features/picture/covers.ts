import type { Cover, PictureSize } from '#contract/bundle/picture.ts';

/** In pixels of the picture. A smaller part could not be grabbed. */
const smallest = 8;
/** Copy of `pictureLimits.covers` in contract/bundle/picture.ts: importing it would bundle the schemas into the window. */
export const mostCovers = 50;

interface Point {
  x: number;
  y: number;
}

const between = (value: number, least: number, most: number) =>
  Math.min(Math.max(Math.round(value), least), Math.max(least, most));

/** How far an arrow key moves a part: a hundredth of the picture. */
export const stepIn = ({ width, height }: PictureSize): number =>
  Math.max(1, Math.round(Math.max(width, height) / 100));

/** Moves a part inside the picture and makes it large enough to see. */
function inside({ x, y, width, height }: Cover, picture: PictureSize): Cover {
  const wide = between(width, Math.min(smallest, picture.width), picture.width);
  const high = between(height, Math.min(smallest, picture.height), picture.height);
  return {
    x: between(x, 0, picture.width - wide),
    y: between(y, 0, picture.height - high),
    width: wide,
    height: high,
  };
}

export const moved = (cover: Cover, by: Point, picture: PictureSize): Cover =>
  inside({ ...cover, x: cover.x + by.x, y: cover.y + by.y }, picture);

/** The upper left corner does not move. */
export function resized(cover: Cover, by: Point, picture: PictureSize): Cover {
  const width = between(cover.width + by.x, smallest, picture.width - cover.x);
  const height = between(cover.height + by.y, smallest, picture.height - cover.y);
  return inside({ ...cover, width, height }, picture);
}

/** The part between two corners, drawn in any direction; null for a mere click. */
export function drawn(from: Point, to: Point, picture: PictureSize): Cover | null {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((x) =>
    between(x, 0, picture.width),
  ) as [number, number];
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)].map((y) =>
    between(y, 0, picture.height),
  ) as [number, number];
  if (right - left < smallest || bottom - top < smallest) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A part added by the button: in the middle, each a little lower than the last, so that none hides another. */
export function added(picture: PictureSize, count: number): Cover {
  const width = picture.width * 0.3;
  const height = picture.height * 0.1;
  const offset = (count % 8) * stepIn(picture) * 2;
  return inside(
    {
      x: (picture.width - width) / 2 + offset,
      y: (picture.height - height) / 2 + offset,
      width,
      height,
    },
    picture,
  );
}

const ways: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The part after a key press; null if the key does nothing here. */
export function byKey(
  cover: Cover,
  key: string,
  shift: boolean,
  picture: PictureSize,
): Cover | null {
  const way = ways[key];
  if (!way) return null;
  const step = stepIn(picture);
  const by = { x: way.x * step, y: way.y * step };
  return shift ? resized(cover, by, picture) : moved(cover, by, picture);
}
