export interface Browser {
  name: string;
  version: string | null;
  /** What installed it, as in `software.json`; `desktop entry` where no package did. */
  source: string;
  /** Whether the organisation sets anything for it; null when that cannot be seen. */
  managed: boolean | null;
}

export interface OfficeProgram {
  name: string;
  version: string | null;
  /** Which updates it gets, by the maker's own name; null where there are no channels or it is not known. */
  channel: string | null;
  bits: 32 | 64 | null;
  source: string;
}

/** Windows only. Neither profiles nor accounts are named. */
export interface Outlook {
  classic: boolean;
  /** How many profiles the classic Outlook has. */
  profiles: number | null;
  /** The version of the new Outlook; null where it is not installed. */
  newVersion: string | null;
  /** Whether the person switched over to it; null when never asked. */
  newChosen: boolean | null;
}

export interface AddIn {
  application: string;
  name: string;
  id: string;
  /** For everybody on this computer, or only for this person. */
  installedFor: 'computer' | 'person';
  /** `unloaded`: it should load at the start and does not, because it failed or the person switched it off. */
  loads: 'at start' | 'unloaded' | 'on demand' | 'off' | 'unknown';
  /** The number behind `loads`. */
  loadBehavior: number | null;
  /** What Office did to it: switched off, seen to crash, or kept on by the person against that. */
  resiliency: 'disabled' | 'crashing' | 'kept on' | null;
  /** What the organisation's list says of it. */
  policy: 'always off' | 'always on' | 'as the person likes' | null;
}

export interface Office {
  programs: OfficeProgram[];
  outlook: Outlook | null;
  /** Null where they cannot be read. */
  addIns: AddIn[] | null;
}

export interface Found {
  browsers: Browser[];
  office: Office;
}
