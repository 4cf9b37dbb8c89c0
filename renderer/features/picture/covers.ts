import type { Cover, PictureSize } from '#contract/bundle/picture.ts';

/** Pixels of the picture; smaller than this nobody can take hold of it. */
const smallest = 8;
/** `pictureLimits.covers` of contract/bundle/picture.ts, whose values would bring the schemas into the window. */
export const mostCovers = 50;

interface Point {
  x: number;
  y: number;
}

const between = (value: number, least: number, most: number) =>
  Math.min(Math.max(Math.round(value), least), Math.max(least, most));

/** One arrow key's way: a hundredth of the picture. */
export const stepIn = ({ width, height }: PictureSize): number =>
  Math.max(1, Math.round(Math.max(width, height) / 100));

/** Inside the picture, and large enough to be seen. */
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

/** Its upper left corner stays where it is. */
export function resized(cover: Cover, by: Point, picture: PictureSize): Cover {
  const width = between(cover.width + by.x, smallest, picture.width - cover.x);
  const height = between(cover.height + by.y, smallest, picture.height - cover.y);
  return inside({ ...cover, width, height }, picture);
}

/** Between two corners, in whichever direction it was drawn; null when it was rather a click. */
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

/** A new one by the button: in the middle, each a little lower than the one before, so that none hides another. */
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

/** What a key does to a part; null when it means nothing here. */
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
