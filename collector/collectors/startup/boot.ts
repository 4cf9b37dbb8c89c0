import { dateOf, numberOf, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';

/** How long the computer took to start. Null means that the system does not say. */
export interface Boot {
  /** When it started, ISO 8601; null for the last start. */
  at: string | null;
  /** Seconds until it was ready to use. */
  seconds: number | null;
  /** The phases, by the system's names. */
  parts: { name: string; seconds: number }[];
}

export interface BootTimes {
  boots: Boot[];
  /** The programs that took longest or longer than before, longest first. */
  slow: { name: string; kind: string; seconds: number; at: string | null }[];
  /** Windows: whether the kernel survives a shutdown, so that a shutdown does not replace a restart. */
  fastStartup: boolean | null;
  /** Windows: kinds of the last starts: `cold`, `fast`, `from hibernation`. */
  starts: { at: string; kind: string }[];
  /** Windows: how long group policy took at each sign-in. */
  signIns: { at: string; policySeconds: number }[];
}

const noTimes: BootTimes = { boots: [], slow: [], fastStartup: null, starts: [], signIns: [] };
const mostSlow = 30;
const mostBoots = 20;

const unitSeconds: Readonly<Record<string, number>> = {
  ...{
    y: 31_557_600,
    month: 2_629_800,
    w: 604_800,
    d: 86_400,
    h: 3600,
    min: 60,
    s: 1,
    ms: 0.001,
    us: 1e-6,
  },
};

/** `1min 2.345s`, `939ms`, the format of systemd's format_timespan. */
export function timespanOf(text: string): number | null {
  const parts = [
    ...text.slice(0, 200).matchAll(/(\d{1,9}(?:\.\d{1,6})?)(y|month|w|d|h|min|ms|us|s)\b/g),
  ];
  if (parts.length === 0) return null;
  const seconds = parts.reduce(
    (sum, [, number = '', unit = '']) => sum + Number(number) * (unitSeconds[unit] ?? 0),
    0,
  );
  return Math.round(seconds * 1000) / 1000;
}

/**
 * `systemd-analyze time`: `Startup finished in 5.1s (firmware) + 1.2s (kernel) + 12.3s (userspace) = 18.6s`, and
 * `systemd-analyze blame`: time and unit, longest first. Null when systemd has not measured or the start has not finished.
 */
export function systemdBoot(time: string, blame: string): BootTimes | null {
  const finished = /^Startup finished in (.{1,400}?)(?: = (.{1,60}?))?\s*$/m.exec(time);
  const parts = (finished?.[1] ?? '').split(' + ').flatMap((part) => {
    const [, span = '', name] = /^(.{1,60}) \((\w{1,20})\)/.exec(part) ?? [];
    const seconds = timespanOf(span);
    return name === undefined || seconds === null ? [] : [{ name, seconds }];
  });
  const slow = blame.split('\n').flatMap((line) => {
    const [, span = '', name] =
      /^\s{0,20}(\d\S{0,20}(?: \d\S{0,20}){0,6}) (\S{1,250})\s*$/.exec(line.slice(0, 400)) ?? [];
    const seconds = timespanOf(span);
    return name === undefined || seconds === null
      ? []
      : [{ name, kind: 'unit', seconds, at: null }];
  });
  if (parts.length === 0 && slow.length === 0) return null;
  // In a container there is one phase and no sum.
  const seconds =
    timespanOf(finished?.[2] ?? '') ?? (parts.length === 1 ? (parts[0]?.seconds ?? null) : null);
  const boots = parts.length === 0 ? [] : [{ at: null, seconds, parts }];
  return { ...noTimes, boots, slow: slow.slice(0, mostSlow) };
}

/** Events 101 to 110 of Diagnostics-Performance: causes of a slow start. */
const slowKinds: Readonly<Record<number, string>> = {
  101: 'program',
  102: 'driver',
  103: 'service',
  106: 'background task',
  109: 'device',
};
const startKinds: Readonly<Record<number, string>> = {
  0: 'cold',
  1: 'fast',
  2: 'from hibernation',
};

/** `{ boots: Diagnostics-Performance, starts: Kernel-Boot 27, signIns: GroupPolicy 8001, fastStartup }`. */
export function win32Boot(answer: unknown): BootTimes {
  const parts = rowOf(answer);
  const rows = rowsOf(parts.boots ?? []);
  const milliseconds = (value: unknown): number | null => {
    const number = numberOf(value);
    return number === null ? null : number / 1000;
  };
  const boots = rows.flatMap((row): Boot[] => {
    const [at, seconds] = [dateOf(row.At), milliseconds(row.BootTime)];
    if (numberOf(row.Id) !== 100 || at === null || seconds === null) return [];
    const named = {
      'to the desktop': milliseconds(row.MainPath),
      'after it': milliseconds(row.PostBoot),
    };
    const known = Object.entries(named).flatMap(([name, part]) =>
      part === null ? [] : [{ name, seconds: part }],
    );
    return [{ at, seconds, parts: known }];
  });
  const slow = rows.flatMap((row) => {
    const [at, kind, path] = [dateOf(row.At), slowKinds[numberOf(row.Id) ?? 0], textOf(row.Name)];
    const seconds = milliseconds(row.TotalTime);
    if (at === null || kind === undefined || path === null || seconds === null) return [];
    // Some names include folders, which may name the person.
    return [{ name: path.slice(path.lastIndexOf('\\') + 1), kind, seconds, at }];
  });
  const starts = rowsOf(parts.starts ?? []).flatMap((row) => {
    const [at, kind] = [dateOf(row.At), startKinds[numberOf(row.Kind) ?? -1]];
    return at === null || kind === undefined ? [] : [{ at, kind }];
  });
  const signIns = rowsOf(parts.signIns ?? []).flatMap((row) => {
    const [at, policySeconds] = [dateOf(row.At), numberOf(row.Seconds)];
    return at === null || policySeconds === null ? [] : [{ at, policySeconds }];
  });
  const fast = numberOf(parts.fastStartup);
  return {
    boots: boots.slice(0, mostBoots),
    slow: slow.sort((a, b) => b.seconds - a.seconds).slice(0, mostSlow),
    fastStartup: fast === null ? null : fast !== 0,
    starts: starts.slice(0, mostBoots),
    signIns: signIns.slice(0, mostBoots),
  };
}
