import { create } from 'zustand';
import type { AppError } from '#contract/errors/result.ts';
import type { IncomingRequest, IncomingRequests } from '#contract/ipc/incoming-requests.ts';
import type { AppInfo } from '#contract/ipc/ipc.ts';
import type { Session } from '#contract/ipc/session.ts';
import type { Submission } from '#contract/ipc/submission.ts';

/** A copy of main's state. Each part is null until main has sent it. Only `connect` writes here. */
export interface Mirror {
  info: AppInfo | null;
  session: Session | null;
  submissions: readonly Submission[] | null;
  asked: IncomingRequests | null;
  /** Why main's state could not be read. */
  problem: AppError | null;
}

export const useMirror = create<Mirror>(() => ({
  info: null,
  session: null,
  submissions: null,
  asked: null,
  problem: null,
}));

export function useSubmission(id: string): Submission | null {
  return useMirror(
    ({ submissions }) => submissions?.find((submission) => submission.id === id) ?? null,
  );
}

export function useOrganisation(): string | null {
  return useMirror(({ info }) => info?.recipient?.organisation ?? null);
}

export function useRequest(jti: string): IncomingRequest | null {
  return useMirror(({ asked }) => asked?.requests.find((request) => request.jti === jti) ?? null);
}

/** The request that the current session answers; null if the person started the session. */
export const activeRequest = ({ asked }: Pick<Mirror, 'asked'>): IncomingRequest | null =>
  asked?.requests.find(({ state }) => state === 'collecting' || state === 'in-review') ?? null;
