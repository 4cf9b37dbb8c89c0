import { jsonPointer } from '#contract/primitives/json-pointer.ts';
import type { Analyzer } from './analyzer.ts';
import { formatDuration, shorten } from './format-units.ts';

const item = 'reachability/reachability.json';

/**
 * One time step of one-time codes (RFC 6238, section 5.2): with a larger difference, servers begin
 * to refuse them.
 */
const warningSeconds = 30;
/**
 * The clock skew that Kerberos and Active Directory accept by default (RFC 4120, section 8.2; 5
 * minutes): with a larger difference, sign-in fails.
 */
const criticalSeconds = 300;

export const clock: Analyzer<typeof item> = {
  id: 'clock',
  reads: [item],
  analyze(items) {
    const measured = items[item].endpoints.flatMap(({ address, http }, index) =>
      http?.clockOffsetSeconds == null
        ? []
        : [
            {
              address,
              index,
              offset: http.clockOffsetSeconds,
              sure: certain(http.clockOffsetSeconds, http.milliseconds),
            },
          ],
    );
    // When this clock agrees with one server, it is right and the other servers' clocks are wrong.
    const [nearest] = measured.toSorted((a, b) => a.sure - b.sure);
    if (!nearest) throw new Error('no server sent its time, so the clock could not be compared');
    if (nearest.sure < warningSeconds) return [];
    const values = { offset: formatDuration(nearest.offset), address: shorten(nearest.address) };
    return [
      {
        analyzer: clock.id,
        severity: nearest.sure >= criticalSeconds ? 'critical' : 'warning',
        cause: 'client environment',
        title: {
          message:
            nearest.offset > 0 ? 'The clock is {offset} ahead' : 'The clock is {offset} behind',
          values: { offset: values.offset },
        },
        explanation: {
          message:
            'The clock of this computer differs from {address} by {offset}. Sign-ins, one-time codes and secure connections fail when clocks differ.',
          values,
        },
        nextStep: {
          message:
            'Switch on automatic date and time in the system settings, check the time zone, and sign in again.',
        },
        evidence: [
          {
            item,
            pointer: jsonPointer('endpoints', nearest.index, 'http', 'clockOffsetSeconds'),
            line: null,
            quote: `clockOffsetSeconds ${nearest.offset}`,
          },
        ],
      },
    ];
  },
};

/**
 * Seconds by which the measurement may be off: the `Date` header counts whole seconds and may be as
 * old as the response time.
 */
const certain = (offset: number, milliseconds: number): number =>
  Math.max(0, Math.abs(offset) - 1 - milliseconds / 1000);
