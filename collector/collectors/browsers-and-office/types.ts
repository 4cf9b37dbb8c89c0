export interface Browser {
  name: string;
  version: string | null;
  /** What installed it, as in `software.json`; `desktop entry` when no package did. */
  source: string;
  /** Whether the organisation has policies for it; null when unknown. */
  managed: boolean | null;
}

export interface OfficeProgram {
  name: string;
  version: string | null;
  /** Its update channel, by the maker's name; null when it has none or the channel is unknown. */
  channel: string | null;
  bits: 32 | 64 | null;
  source: string;
}

/** Windows only. Does not name profiles or accounts. */
export interface Outlook {
  classic: boolean;
  /** How many profiles classic Outlook has. */
  profiles: number | null;
  /** The version of the new Outlook; null where it is not installed. */
  newVersion: string | null;
  /** Whether the person switched to it; null when Outlook never asked. */
  newChosen: boolean | null;
}

export interface AddIn {
  application: string;
  name: string;
  id: string;
  /** For everyone on this computer, or only for this person. */
  installedFor: 'computer' | 'person';
  /** `unloaded`: it should load at startup but does not, because it failed or the person turned it off. */
  loads: 'at start' | 'unloaded' | 'on demand' | 'off' | 'unknown';
  /** The number behind `loads`. */
  loadBehavior: number | null;
  /** Whether Office turned it off, saw it crash, or the person told Office to keep it on. */
  resiliency: 'disabled' | 'crashing' | 'kept on' | null;
  /** Its entry in the organisation's list. */
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
