import { create } from 'zustand';
import type { ChosenPicture, Cover, TakenPicture } from '#contract/bundle/picture.ts';
import type { AppError } from '#contract/errors/result.ts';
import { call } from '#renderer/base/bridge.ts';

/**
 * The picture that the person takes, and the parts they cover. It outlives the screen, so that a person who opens
 * another screen finds it again. It ends with the window, like main's copy.
 */
interface PictureState {
  busy: boolean;
  error: AppError | null;
  /** There is more than one screen, and the person has not chosen yet. */
  screens: readonly TakenPicture[];
  picture: TakenPicture | null;
  covers: readonly Cover[];
}

const none: PictureState = { busy: false, error: null, screens: [], picture: null, covers: [] };

export const usePicture = create<PictureState>(() => none);
export const forgetPicture = () => usePicture.setState(none);
export const setCovers = (covers: readonly Cover[]) => usePicture.setState({ covers });

export async function takePicture(): Promise<void> {
  if (usePicture.getState().busy) return;
  usePicture.setState({ ...none, busy: true });
  const result = await call('picture.take');
  if (!result.ok) return usePicture.setState({ ...none, error: result.error });
  const [first, ...others] = result.value;
  if (first && others.length === 0) usePicture.setState({ ...none, picture: first });
  else usePicture.setState({ ...none, screens: result.value });
}

/** Removes all pictures but this one; null removes all. */
export async function keepPicture(picture: TakenPicture | null): Promise<void> {
  usePicture.setState({ ...none, picture });
  const result = await call('picture.keep', { id: picture?.id ?? null });
  if (!result.ok) usePicture.setState({ ...none, error: result.error });
}

export function chosenPicture(): ChosenPicture | null {
  const { picture, covers } = usePicture.getState();
  return picture && { id: picture.id, covers: [...covers] };
}
