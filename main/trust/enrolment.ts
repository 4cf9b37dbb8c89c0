import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type DeviceEnrolment, deviceEnrolment } from '../../contract/device-api.ts';
import type { Policy } from '../../contract/policy.ts';

/** What IT gives a machine to enrol with; the same words as in what is sent. */
const given = z.object({
  token: deviceEnrolment.shape.token,
  name: deviceEnrolment.shape.name.optional(),
  owner: deviceEnrolment.shape.owner.optional(),
});

export type Enrolment = Pick<DeviceEnrolment, 'token' | 'name' | 'owner'>;

/** The policy's enrolment token with the name and owner that IT wrote beside it; null where there is none. */
export function enrolmentOf(policy: Policy): Enrolment | null {
  const { data } = given.safeParse(Reflect.get(policy, 'enrolment'));
  return data ? { token: data.token, name: data.name ?? null, owner: data.owner ?? null } : null;
}

/** By which a token that was used is recognised without being kept. */
export const tokenName = (token: string): string => createHash('sha256').update(token).digest('hex');
