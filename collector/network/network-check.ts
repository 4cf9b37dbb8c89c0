import type { ShapedItem } from '#contract/collector/item-shapes.ts';
import type { Step } from './timed-step.ts';

/** The results for one endpoint, as the item and the command line show them. */
export type NetworkCheck = ShapedItem<'network-checks/network-checks.json'>['endpoints'][number];

export type Lookup = NetworkCheck['dns'][number];
export type Attempt = NetworkCheck['tcp'][number];
export type Family = Attempt['family'];
export type SecureStep = NonNullable<NetworkCheck['tls']>;
export type AnswerStep = NonNullable<NetworkCheck['http']>;
export type ProxyCheck = NonNullable<NetworkCheck['proxy']>;
export type Latency = NonNullable<NetworkCheck['latency']>;
export type PathMtu = NetworkCheck['pathMtu'];

/** Runs one step with its own deadline, within the deadline of the whole check. */
export type TimeStep = <T>(
  work: (signal: AbortSignal) => Promise<T>,
  timeoutMs?: number,
) => Promise<Step<T>>;

/** A step without its value, as in items. */
export const outcomeOf = (
  step: Step<unknown>,
): { ok: boolean; milliseconds: number; error: string | null } => ({
  ok: step.ok,
  milliseconds: step.milliseconds,
  error: step.ok ? null : step.error,
});
