import { jsonPointer } from '#contract/primitives/json-pointer.ts';

/** Appends one step to a JSON Pointer. */
export const childPointer = (pointer: string, key: string | number): string =>
  pointer + jsonPointer(key);

/** `/a/b` → `['', '/a', '/a/b']`: the node after all its ancestors. */
export function pointerPath(pointer: string): string[] {
  const steps = pointer === '' ? [] : pointer.slice(1).split('/');
  return ['', ...steps.map((_step, index) => `/${steps.slice(0, index + 1).join('/')}`)];
}
