import { z } from 'zod';

/**
 * A name that others read in a list: one line, and nothing in it that hides, breaks the line or turns the direction of what
 * stands around it. The two joiners stay, because Persian and several Indian scripts are written with them.
 */
export const plainName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(
    /^(?:[\u200c\u200d]|[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+$/u,
    'must be one line without control characters and invisible ones',
  );
