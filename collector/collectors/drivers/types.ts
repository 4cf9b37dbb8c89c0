export interface Driver {
  name: string;
  version: string | null;
  date: string | null;
  maker: string | null;
  /** Its kind, in the system's own word. */
  kind: string | null;
  signed: boolean | null;
  state: string | null;
}

export const unknown = {
  version: null,
  date: null,
  maker: null,
  kind: null,
  signed: null,
  state: null,
};
