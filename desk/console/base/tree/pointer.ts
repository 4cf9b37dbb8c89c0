import { jsonPointer } from '#contract/primitives/json-pointer.ts';

/** A JSON Pointer one step deeper. */
export const childPointer = (pointer: string, key: string | number): string =>
  pointer + jsonPointer(key);

/** `/a/b` → `['', '/a', '/a/b']`: the node and everything it stands in. */
export function pointerPath(pointer: string): string[] {
  const steps = pointer === '' ? [] : pointer.slice(1).split('/');
  return ['', ...steps.map((_step, index) => `/${steps.slice(0, index + 1).join('/')}`)];
}
