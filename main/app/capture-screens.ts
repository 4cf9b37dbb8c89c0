import {
  type Display,
  desktopCapturer,
  type NativeImage,
  nativeImage,
  screen,
  systemPreferences,
} from 'electron';
import { type PictureSize, pictureLimits } from '#contract/bundle/picture.ts';
import { raise } from '#contract/errors/result.ts';
import type { ScreenPicture } from '../help-session/pictures.ts';

/** On Wayland the system asks the person which screen; elsewhere no answer is needed. */
const waitMs =
  process.platform === 'linux' && process.env.XDG_SESSION_TYPE === 'wayland' ? 60_000 : 8000;
const smaller = 0.8;

/**
 * Takes one picture of each screen, in memory. On Wayland the system asks the person and returns one screen.
 * @throws CandorError `picture-unavailable`, which says what to do next
 */
export async function captureScreens(): Promise<ScreenPicture[]> {
  const access =
    process.platform === 'darwin' ? systemPreferences.getMediaAccessStatus('screen') : 'granted';
  // macOS also reports `denied` before the first request, and asks the person only when a program tries.
  if (access === 'denied')
    await desktopCapturer
      .getSources({ types: ['screen'], thumbnailSize: { width: 1, height: 1 } })
      .catch(() => []);
  if (access === 'denied' || access === 'restricted') {
    raise(
      'picture-unavailable',
      'This Mac does not let Candor see the screen. You can allow it in System Settings, Privacy & Security, Screen Recording, and start Candor again. Or go on without a picture.',
      { detail: `screen access: ${access}` },
    );
  }
  const displays = screen.getAllDisplays();
  const largest = displays.map(nativeSize).map(fitted);
  const thumbnailSize = {
    width: Math.max(1, ...largest.map(({ width }) => width)),
    height: Math.max(1, ...largest.map(({ height }) => height)),
  };
  const sources = await soon(
    desktopCapturer.getSources({ types: ['screen'], thumbnailSize }),
  ).catch(unavailable);
  const pictures = sources
    .filter(({ thumbnail }) => !thumbnail.isEmpty())
    .map(({ display_id, thumbnail }) =>
      pictureOf(
        thumbnail,
        displays.find(({ id }) => String(id) === display_id),
      ),
    );
  return pictures.length > 0
    ? pictures
    : unavailable(`${sources.length} sources, none with a picture`);
}

/** Encodes a bitmap as PNG. */
export const encodePng = (bitmap: Uint8Array, size: PictureSize): Uint8Array =>
  nativeImage
    .createFromBitmap(Buffer.from(bitmap.buffer, bitmap.byteOffset, bitmap.byteLength), size)
    .toPNG();

const nativeSize = ({ size, scaleFactor }: Display): PictureSize => ({
  width: Math.round(size.width * scaleFactor),
  height: Math.round(size.height * scaleFactor),
});

/** Scales a size down, so that no side is longer than a bundle accepts. */
function fitted({ width, height }: PictureSize): PictureSize {
  const scale = Math.min(1, pictureLimits.longestSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Never larger than its screen: Electron enlarges screens that are smaller than the largest. */
function pictureOf(thumbnail: NativeImage, display: Display | undefined): ScreenPicture {
  const original = display ? nativeSize(display) : thumbnail.getSize();
  let image = resized(thumbnail, fitted(original));
  let png = image.toPNG();
  // A photograph compresses badly.
  while (png.length > pictureLimits.bytes) {
    const { width, height } = image.getSize();
    image = resized(image, {
      width: Math.floor(width * smaller),
      height: Math.floor(height * smaller),
    });
    png = image.toPNG();
  }
  const { width, height } = image.getSize();
  return {
    bitmap: image.toBitmap(),
    png,
    width,
    height,
    madeSmallerFrom: width < original.width - 1 ? original : null,
  };
}

function resized(image: NativeImage, { width, height }: PictureSize): NativeImage {
  const now = image.getSize();
  // A difference of one pixel comes from rounding; correcting it would blur the text.
  const same = Math.abs(now.width - width) <= 1 && Math.abs(now.height - height) <= 1;
  return same ? image : image.resize({ width, height, quality: 'best' });
}

function soon<T>(promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`no answer within ${waitMs} ms`)), waitMs).unref();
    }),
  ]);
}

function unavailable(cause: unknown): never {
  raise(
    'picture-unavailable',
    'No picture could be taken: this computer did not allow it, or it was canceled. You can go on without a picture.',
    { detail: String(cause) },
  );
}
