/**
 * A message with its values in the places of their names, such as `{name}`; an unknown name stays as it is. Apart from the
 * schema of a text: the window fills in texts too, and its Content-Security-Policy refuses what zod tries when it is loaded.
 */
export function filled(
  message: string,
  values: Readonly<Record<string, string | number>> | undefined,
): string {
  return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values && Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? placeholder : String(value);
  });
}
