/** Characters. What is longer than the form takes can be attached as a text of its own; nothing is cut. */
export const descriptionLimits = {
  happened: 8000,
  began: 500,
  attachedText: 1_000_000,
  /** A text in the form while the person decides what becomes of it. */
  undecided: 4_000_000,
} as const;
