import { type CompiledMessage, compileMessage } from '@lingui/message-utils/compileMessage';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'áƀçďéƒĝĥîĵķļḿñôþɋřšţüṽŵẋýžÁƁÇĎÉƑĜĤÎĴĶĻḾÑÔÞɊŘŠŢÜṼŴẊÝŽ';
const accents = new Map(
  Array.from(plain, (letter, index) => [letter, [...accented][index] ?? letter]),
);

const accent = (text: string) =>
  Array.from(text, (letter) => accents.get(letter) ?? letter).join('');

/**
 * An ICU message in the pseudo-locale: accented and in brackets, with values and plural rules
 * unchanged.
 */
export function pseudoMessage(message: string): CompiledMessage {
  return ['[', ...compileMessage(message, accent), ']'];
}

/** The same for a source text with `{name}` placeholders, which is not an ICU message. */
export function pseudoText(message: string): string {
  const parts = message.split(/(\{\w+\})/);
  return `[${parts.map((part, index) => (index % 2 === 1 ? part : accent(part))).join('')}]`;
}
