import { raise } from '#contract/errors/result.ts';
import { incidentNumber } from '#contract/http/incident.ts';

export const numberOf = (id: number): string => `INC-${String(id).padStart(6, '0')}`;

/** @throws CandorError `not-found`: a number that cannot exist is one that does not. */
export function idOf(number: string): number {
  const id = incidentNumber.safeParse(number).success ? Number(number.slice(4)) : Number.NaN;
  if (!Number.isSafeInteger(id) || numberOf(id) !== number) incidentNotFound();
  return id;
}

export function incidentNotFound(): never {
  raise('not-found', 'There is no such incident.');
}
