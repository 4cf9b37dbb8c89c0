/** Text for an element or an attribute. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

export const indented = (text: string, by: number): string =>
  text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
