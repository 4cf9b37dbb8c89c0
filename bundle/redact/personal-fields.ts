import { isSystemAccount, standsAlone } from './common-words.ts';

const tests: Readonly<Record<string, (value: string) => boolean>> = {
  account: (value) =>
    /^[\p{L}\p{N}][\p{L}\p{N}._\\+-]{1,63}$/u.test(value) &&
    /\p{L}/u.test(value) &&
    !/\\[nrt"]/.test(value) &&
    !isSystemAccount(value),
  person: (value) =>
    /^\p{Lu}|^\p{Lo}/u.test(value) &&
    /^[\p{L}][\p{L}\p{M} .,'’-]{1,79}$/u.test(value) &&
    value.split(' ').length <= 5,
  machine: (value) =>
    /^[\p{L}\p{N}][\p{L}\p{N}_-]{1,62}(?:\.(?:local|lan|home|internal|corp|intra|ad|localdomain|private))?$/u.test(
      value,
    ) && /\p{L}/u.test(value),
  phone: (value) =>
    /^\+?[\d\s()./-]{6,24}$/.test(value) &&
    count(value) >= 6 &&
    count(value) <= 15 &&
    !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/.test(value),
  ssid: (value) => value.length <= 64 && !/^(?:any|off|off\/any|\d{1,2})$/.test(value),
  serial: (value) =>
    /^[A-Za-z0-9][A-Za-z0-9._/-]{4,63}$/.test(value) &&
    /\d/.test(value) &&
    !/^\d{4}-?\d\d-?\d\d|^(?:tty|20\d{8}$)/.test(value),
  birth: (value) => /\d/.test(value) && value.length <= 40,
  address: (value) => /\p{L}/u.test(value) && /\d/.test(value) && value.length <= 120,
  ident: (value) => /^[A-Za-z0-9][A-Za-z0-9 ./-]{4,30}$/.test(value) && count(value) >= 3,
  iban: (value) => /^[A-Z0-9][A-Z0-9 -]{6,40}$/i.test(value) && count(value) >= 6,
};

const count = (value: string): number => value.match(/\d/g)?.length ?? 0;
const placeholder =
  /^(?:none|null|nil|undefined|unknown|unset|n\/a|true|false|yes|no|\$.*|%.*|<.*|\*+|x{3,}|.{0,60}(?:-|~)\d{1,6}(?:\.\d{1,6})?)$/i;
const ours = /^(?:[a-z]+-\d+(?:\.\d+)?|\[secret:.*)/;

/** Whether the text of a field can be a personal value of this kind. */
export function isPersonalValue(kind: string, value: string): boolean {
  const trimmed = value.trim();
  if (
    ours.test(trimmed) ||
    !standsAlone(trimmed) ||
    (kind !== 'serial' &&
      kind !== 'phone' &&
      kind !== 'ssid' &&
      kind !== 'machine' &&
      kind !== 'birth' &&
      kind !== 'ident' &&
      kind !== 'iban' &&
      placeholder.test(trimmed))
  )
    return false;
  return tests[kind]?.(trimmed) ?? false;
}

/** The canonical spelling, by which equal values are recognised. */
export function personalValue(kind: string, value: string): string {
  if (kind === 'phone') return value.replace(/[^\d+]/g, '');
  return kind === 'iban' ? value.replace(/[^A-Za-z0-9]/g, '').toUpperCase() : value.trim();
}
