export interface Equivalent {
  file: string;
  /** The change, as a survivor is printed: what stood there, and what came in its place. */
  before: string;
  after: string;
  why: string;
}

/** Changes that no test can notice, because nothing that can be observed changes. Each was judged by reading. */
export const equivalent: readonly Equivalent[] = [];
