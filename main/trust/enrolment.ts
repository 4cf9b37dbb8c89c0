import { createHash } from 'node:crypto';
import type { DeviceEnrolment } from '#contract/http/device-api.ts';
import type { Policy } from '#contract/policy/policy.ts';

export type Enrolment = Pick<DeviceEnrolment, 'token' | 'name' | 'owner'>;

/** The policy's enrolment token with the name and owner that IT set; null without a token. */
export function enrolmentOf({ enrolment: { token, name, owner } }: Policy): Enrolment | null {
  return token === undefined ? null : { token, name: name ?? null, owner: owner ?? null };
}

/** Identifies a used token without storing it. */
export const tokenName = (token: string): string =>
  createHash('sha256').update(token).digest('hex');
