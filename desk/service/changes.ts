/** Tells the console's event streams which incident changed. */
export interface Changes {
  tell(incident: string): void;
  /** @returns the function that ends the listening. */
  listen(listener: (incident: string) => void): () => void;
}

export function makeChanges(): Changes {
  const listeners = new Set<(incident: string) => void>();
  return {
    tell: (incident) => {
      for (const listener of listeners) listener(incident);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
