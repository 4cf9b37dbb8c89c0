/** Characters. A longer text can be attached as a separate item; nothing is cut. */
export const descriptionLimits = {
  happened: 8000,
  began: 500,
  attachedText: 1_000_000,
  /** A text in the form while the person decides what to do with it. */
  undecided: 4_000_000,
} as const;
