import { z } from 'zod';

/**
 * A name for a list: one line, without characters that hide text, break the line or change the
 * direction of surrounding text. The two joiners are allowed, because Persian and several Indian
 * scripts need them.
 */
export const plainName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(
    /^(?:[\u200c\u200d]|[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+$/u,
    'must be one line without control characters or invisible characters',
  );
