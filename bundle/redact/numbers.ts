import type { AnchorIndex } from './anchor-index.ts';
import type { Match } from './match.ts';

const card =
  /[2-6]\d{3}(?:[ -]?\d{4}){3}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|3[068]\d{2}[ -]\d{6}[ -]\d{4}/g;
const networks =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d|2\d\d)\d{12}|35\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11})$/;

/** Payment cards (ISO/IEC 7812): length and prefix of a known network, and Luhn's check digit. */
export function findCards({ text }: AnchorIndex): Match[] {
  const found: Match[] = [];
  card.lastIndex = 0;
  for (let match = card.exec(text); match !== null; match = card.exec(text)) {
    const start = match.index;
    const end = card.lastIndex;
    const digits = match[0].replace(/\D/g, '');
    if (
      /[\w.]/.test(text.charAt(start - 1)) ||
      /^[\w]|^[-. ]\d/.test(text.slice(end, end + 2)) ||
      /\d[- ]$/.test(text.slice(Math.max(0, start - 2), start))
    )
      continue;
    if (networks.test(digits) && luhn(digits) && !/^(\d)\1+$/.test(digits))
      found.push({ start, end, rule: 'card', kind: 'secret', value: 'card' });
  }
  return found;
}

/** ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

const iban = /[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?/g;
/** Lengths from ISO 13616's registry, for the countries that use it. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22
   GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31
   MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20`
    .trim()
    .split(/\s+/)
    .map((row) => [row.slice(0, 2), Number(row.slice(2))]),
);

/** Bank accounts (ISO 13616): country, length and the check digits (modulo 97). */
export function findIbans({ text }: AnchorIndex): Match[] {
  const found: Match[] = [];
  iban.lastIndex = 0;
  for (let match = iban.exec(text); match !== null; match = iban.exec(text)) {
    const start = match.index;
    const length = lengths[match[0].slice(0, 2)];
    const end = length === undefined ? null : endOf(text, start, length);
    if (end === null || /\w/.test(text.charAt(start - 1))) {
      iban.lastIndex = start + 2;
      continue;
    }
    const value = text.slice(start, end).replace(/[ -]/g, '');
    iban.lastIndex = end;
    if (/\w/.test(text.charAt(end)) || mod97(value) !== 1) continue;
    found.push({ start, end, rule: 'iban', kind: 'iban', value });
  }
  return found;
}

function endOf(text: string, start: number, length: number): number | null {
  let at = start;
  for (let seen = 0; seen < length; at += 1) {
    const character = text.charAt(at);
    if (/[A-Z0-9]/.test(character)) seen += 1;
    else if (character !== ' ' && character !== '-') return null;
  }
  return at;
}

function mod97(value: string): number {
  let rest = 0;
  for (const character of value.slice(4) + value.slice(0, 4)) {
    const number = Number.parseInt(character, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest;
}

const international = /\+[1-9](?:[ .\-/()]{0,2}\d){7,14}/y;
const american =
  /(?:\([2-9]\d{2}\) ?|[2-9]\d{2}-)[2-9]\d{2}-\d{4}|[2-9]\d{2}\.[2-9]\d{2}\.\d{4}|[0-8]\d{2}-\d{2}-\d{4}/g;
/** Right after a word that announces a number: `Tel. 030 1234567`, `call us at 555 0123`. */
const labelled =
  /(?:phone|ephone|efon)?s?(?: me| us)?(?: at| on| to| is)?[.:]{0,2}[ \t]{1,4}(?:no\.? |nr\.? |\+)?((?:00)?\(?\d[\d ()./-]{5,20}\d)(?![\w.-])/iy;

/**
 * Telephone numbers (E.164): with a country code, in the format of the United States, or after a
 * word that announces one.
 */
export function findPhones({ text, hits }: AnchorIndex): Match[] {
  const found: Match[] = [];
  const places = hits('plus');
  for (let index = 1, done = 0; index < places.length; index += 2) {
    const start = (places[index] ?? 0) - 1;
    if (start < done || /[\w+.~)\]]/.test(text.charAt(start - 1))) continue;
    international.lastIndex = start;
    const number = international.exec(text)?.[0];
    if (number === undefined || /\w/.test(text.charAt(start + number.length))) continue;
    const digits = number.replace(/\D/g, '').length;
    if (digits < 9 || digits > 15 || (digits < 10 && !/\D/.test(number.slice(1)))) continue;
    done = start + number.length;
    found.push(phone(text, start, done));
  }
  return [...found, ...labelledPhones(text, hits('phone'), found)].sort(
    (a, b) => a.start - b.start,
  );
}

function labelledPhones(
  text: string,
  places: readonly number[],
  before: readonly Match[],
): Match[] {
  const found: Match[] = [];
  for (let index = 1, done = 0; index < places.length; index += 2) {
    const from = places[index] ?? 0;
    labelled.lastIndex = from;
    const number = from < done ? undefined : labelled.exec(text)?.[1];
    if (number === undefined) continue;
    const end = labelled.lastIndex;
    const start = end - number.length;
    const digits = number.replace(/\D/g, '').length;
    const date =
      /^\d{4}-\d\d-\d\d/.test(number) || (/^[\d.]+$/.test(number) && !/^\d{9,}$/.test(number));
    if (
      digits < 7 ||
      digits > 15 ||
      date ||
      before.some((one) => one.start < end && start < one.end)
    )
      continue;
    found.push(phone(text, start, end));
    done = end;
  }
  return found;
}

/**
 * `415-555-0132`, `(415) 555-0132`, and social security numbers, which look similar: `219-09-9999`.
 */
export function findAmericanNumbers({ text }: AnchorIndex): Match[] {
  const found: Match[] = [];
  american.lastIndex = 0;
  for (let match = american.exec(text); match !== null; match = american.exec(text)) {
    const start = match.index;
    const end = american.lastIndex;
    if (
      /[\w.:/+-]/.test(text.charAt(start - 1)) ||
      /[\w-]/.test(text.charAt(end)) ||
      /^\.\d/.test(text.slice(end, end + 2))
    )
      continue;
    if (/^\d{3}-\d{2}-/.test(match[0])) {
      if (!/^(?:000|666)|-00-|-0000$/.test(match[0]))
        found.push({ start, end, rule: 'national-number', kind: 'ident', value: match[0] });
    } else found.push(phone(text, start, end));
  }
  return found;
}

function phone(text: string, start: number, end: number): Match {
  return {
    start,
    end,
    rule: 'phone',
    kind: 'phone',
    value: text.slice(start, end).replace(/[^\d+]/g, ''),
  };
}
