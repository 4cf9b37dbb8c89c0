import type { Cover, PictureSize } from '#contract/bundle/picture.ts';

/** Four bytes per pixel, row by row: blue, green, red, alpha, as Electron's `toBitmap` returns them. */
const pixelBytes = 4;

/**
 * Makes the covered parts of a bitmap black, in place, so that their content is gone. A cover that extends past an edge is
 * clipped. Every pixel becomes opaque, so that nothing can hide in a transparent one.
 */
export function blackOut(
  bitmap: Uint8Array,
  { width, height }: PictureSize,
  covers: readonly Cover[],
): void {
  if (bitmap.length !== width * height * pixelBytes)
    throw new Error(`${bitmap.length} bytes are not ${width} × ${height} pixels`);
  for (const { x, y, width: wide, height: high } of covers) {
    const right = Math.min(width, x + wide);
    for (let row = y; row < Math.min(height, y + high) && x < right; row += 1) {
      bitmap.fill(0, (row * width + x) * pixelBytes, (row * width + right) * pixelBytes);
    }
  }
  for (let alpha = pixelBytes - 1; alpha < bitmap.length; alpha += pixelBytes) bitmap[alpha] = 0xff;
}
