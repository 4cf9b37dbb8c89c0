import { raise } from '#contract/errors/result.ts';
import { codeAlphabet, codeLength } from '#contract/http/request.ts';

/**
 * Normalizes a typed code. An impossible code is refused at once, and costs no try.
 * @throws CandorError `invalid-arguments` with a sentence that helps to correct it.
 */
export function typedCode(typed: string): string {
  const code = typed
    .normalize('NFKC')
    .replace(/[\s‐-―−-]/g, '')
    .toUpperCase();
  const [strange] = [...code].filter((character) => !codeAlphabet.includes(character));
  if (strange !== undefined) {
    raise(
      'invalid-arguments',
      'A code never contains “{character}”. It has no 0, 1, 2, 5 or 8 and no B, I, L, O, S, U or Z, because they are easy to confuse. Ask for that character again.',
      { values: { character: strange.slice(0, 2) } },
    );
  }
  if (code.length !== codeLength) {
    raise('invalid-arguments', 'A code has {length} characters; this one has {found}.', {
      values: { length: codeLength, found: code.length },
    });
  }
  return code;
}
