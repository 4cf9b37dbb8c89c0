/** A key as two people can compare it: its beginning says that it is an age key, its end tells it from others. */
export const keyName = (key: string): string => `${key.slice(0, 8)}…${key.slice(-8)}`;
