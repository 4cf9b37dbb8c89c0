/** A JSON Pointer (RFC 6901) one step deeper; `~` is escaped first (section 3). */
export const childPointer = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** `/a/b` → `['', '/a', '/a/b']`: the node and everything it stands in. */
export function pointerPath(pointer: string): string[] {
  const steps = pointer === '' ? [] : pointer.slice(1).split('/');
  return ['', ...steps.map((_step, index) => `/${steps.slice(0, index + 1).join('/')}`)];
}
