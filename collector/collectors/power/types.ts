export interface Battery {
  name: string;
  /** True for the battery of a mouse or headset; false for the computer's own; null when the system does not say. */
  peripheral: boolean | null;
  /** `charging`, `discharging`, `full`, `not charging`, or null. */
  state: string | null;
  chargePercent: number | null;
  /** Its full capacity as a percentage of its capacity when new. */
  healthPercent: number | null;
  cycles: number | null;
  /** The system's own verdict: `Good`, `Service Recommended` … Null without one. */
  condition: string | null;
}

export interface Power {
  batteries: Battery[];
  /** Whether the computer is on mains power; null when the system does not say. */
  onMains: boolean | null;
  /** `balanced`, `high performance`, `power saver`, or the plan's own id. */
  plan: string | null;
  temperatures: { place: string; celsius: number }[];
  /** The processor's speed limit because of heat, in percent: 100 means no limit. */
  speedLimitPercent: number | null;
}

export const nothing: Power = {
  batteries: [],
  onMains: null,
  plan: null,
  temperatures: [],
  speedLimitPercent: null,
};

export const saysAnything = (power: Power): boolean =>
  power.batteries.length > 0 || power.temperatures.length > 0 || power.onMains !== null;

export const percent = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : Math.round((part / whole) * 100);
