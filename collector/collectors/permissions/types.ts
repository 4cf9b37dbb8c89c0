export const parts = ['camera', 'microphone', 'location', 'screen recording'] as const;
export type Part = (typeof parts)[number];

/** Access to one part of the computer. */
export interface Permission {
  part: Part;
  /** Whether any program may use it; null when the system does not say. */
  allowed: boolean | null;
  /** Who decided that, if the system says. */
  decidedBy: 'organisation' | 'computer' | 'person' | null;
  /** Windows: whether programs from outside the store may use it; null elsewhere. */
  desktopPrograms: boolean | null;
  /** Programs by the system's name, without folders; null when they cannot be read. */
  programs: Program[] | null;
}

export interface Program {
  name: string;
  allowed: 'yes' | 'no' | 'ask';
}

/** A device node of Linux. */
export interface DeviceNode {
  part: 'camera' | 'microphone';
  path: string;
  name: string | null;
  /** Whether this account may read and write it; null when that could not be tested. */
  usable: boolean | null;
  /** The group whose members may use it. */
  group: string | null;
}

export const mostPrograms = 200;

/** Each name once; the strictest answer counts when two sources differ. */
export function distinct(programs: readonly Program[]): Program[] {
  const order = { no: 0, ask: 1, yes: 2 };
  const sorted = [...programs].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : order[a.allowed] - order[b.allowed],
  );
  return sorted.filter(({ name }, at) => sorted[at - 1]?.name !== name).slice(0, mostPrograms);
}
