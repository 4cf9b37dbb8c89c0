/** A short form of a key that two people can compare: the start shows that it is an age key, the end identifies it. */
export const keyName = (key: string): string => `${key.slice(0, 8)}…${key.slice(-8)}`;
