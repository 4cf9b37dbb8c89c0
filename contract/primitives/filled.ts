/**
 * A message with its values in place of their names, such as `{name}`; an unknown name stays
 * unchanged. Separate from the schema of a text, because the window also fills in texts, and its
 * Content-Security-Policy blocks what zod tries when it is loaded.
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
