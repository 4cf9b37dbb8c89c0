/** What the console's event streams tell: an incident's number, a request's or a device's id. */
export interface Change {
  topic: 'changed' | 'requests' | 'devices';
  id: string;
}

/** Tells the console's event streams what changed. */
export interface Changes {
  /** An incident. */
  tell(incident: string): void;
  tellOf(topic: Change['topic'], id: string): void;
  /** @returns the function that ends the listening. */
  listen(listener: (change: Change) => void): () => void;
}

export function makeChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  const tellOf = (topic: Change['topic'], id: string) => {
    for (const listener of listeners) listener({ topic, id });
  };
  return {
    tell: (incident) => tellOf('changed', incident),
    tellOf,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
