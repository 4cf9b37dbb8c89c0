import type { AppError, ErrorCode } from '#contract/errors/result.ts';
import type { IncomingRequests, Standing } from '#contract/ipc/incoming-requests.ts';
import type { Note } from './request-registry.ts';

/** How the desk knows this machine, as the person sees it. */
export interface DeviceStanding {
  now(): IncomingRequests['device'];
  /** How the desk knows this machine. `problem`: why enrolment failed; `news`: the desk has just said so. */
  set(standing: Standing, problem: AppError | null, news: boolean): void;
  /** Listening began, ended or failed. */
  heard(listening: boolean, problem: AppError | null): void;
}

/** Problems that the person or IT has to act on; an unreachable desk is not one. */
const worthSaying: ReadonlySet<ErrorCode> = new Set([
  'device-revoked',
  'enrolment-required',
  'desk-untrusted',
  'no-device-key',
]);

export function createEnrolmentStatus(options: {
  note: Note;
  changed(): void;
  onListening(listening: boolean): void;
}): DeviceStanding {
  const { note } = options;
  let device: IncomingRequests['device'] = { standing: 'unknown', problem: null, listening: false };

  function set(standing: Standing, problem: AppError | null, news: boolean): void {
    if (device.standing === standing && device.problem?.code === problem?.code) return;
    const before = device.standing;
    device = { ...device, standing, problem };
    if (standing === 'revoked' && before !== 'revoked') void note('revoked');
    if (news && standing === 'verified' && before !== 'verified') void note('enrolled');
    if (problem?.code === 'enrolment-invalid')
      void note('enrolment-refused', { why: problem.message.message });
    options.changed();
  }

  return {
    now: () => device,
    set,
    heard(listening, problem) {
      if (device.listening !== listening) {
        device = { ...device, listening };
        options.onListening(listening);
        options.changed();
      }
      const solved = listening && device.problem && worthSaying.has(device.problem.code);
      if (problem?.code === 'device-revoked') set('revoked', problem, true);
      else if (problem && worthSaying.has(problem.code)) set(device.standing, problem, true);
      else if (solved) set(device.standing, null, true);
    },
  };
}
