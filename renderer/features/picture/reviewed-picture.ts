import { useEffect, useState } from 'react';
import type { ReviewedPicture } from '#contract/bundle/picture.ts';
import type { AppError, Result } from '#contract/errors/result.ts';
import { call } from '#renderer/base/bridge.ts';

export type LoadPicture = () => Promise<Result<ReviewedPicture>>;

const loadReviewed: LoadPicture = () => call('review.picture');

/** The bundle's picture, from the bytes that would be sent, or from `load`, which must be a stable function. */
export function useReviewedPicture(
  sha256: string,
  load: LoadPicture = loadReviewed,
): { picture: ReviewedPicture | null; error: AppError | null } {
  const [state, setState] = useState<{ picture: ReviewedPicture | null; error: AppError | null }>({
    picture: null,
    error: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another hash means another picture
  useEffect(() => {
    let wanted = true;
    void load().then((result) => {
      if (wanted)
        setState(
          result.ok
            ? { picture: result.value, error: null }
            : { picture: null, error: result.error },
        );
    });
    return () => {
      wanted = false;
    };
  }, [sha256, load]);
  return state;
}
