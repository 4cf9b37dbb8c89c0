import { useEffect, useState } from 'react';
import type { ReviewedPicture } from '../../../contract/picture.ts';
import type { AppError } from '../../../contract/result.ts';
import { call } from '../../state/bridge.ts';

/** The bundle's picture, from the bytes that would be sent. */
export function useReviewedPicture(sha256: string): { picture: ReviewedPicture | null; error: AppError | null } {
  const [state, setState] = useState<{ picture: ReviewedPicture | null; error: AppError | null }>({ picture: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another hash is another picture
  useEffect(() => {
    let wanted = true;
    void call('review.picture').then((result) => {
      if (wanted) setState(result.ok ? { picture: result.value, error: null } : { picture: null, error: result.error });
    });
    return () => {
      wanted = false;
    };
  }, [sha256]);
  return state;
}
