import { textOf } from '#collector/toolkit/fields.ts';

/** One protection of the computer. `denied`: only an administrator may read it; `unknown`: the system does not say. */
export interface Protection {
  part: string;
  state: 'on' | 'off' | 'denied' | 'unknown';
  /** For example the protection's name and the age of its signatures. */
  detail: string | null;
}

const stateOf = (on: boolean | null): Protection['state'] =>
  on === null ? 'unknown' : on ? 'on' : 'off';

export const protection = (
  part: string,
  on: boolean | null,
  detail: string | null = null,
): Protection => ({
  part,
  state: stateOf(on),
  detail: textOf(detail),
});

export const deniedProtection = (part: string): Protection => ({
  part,
  state: 'denied',
  detail: null,
});
