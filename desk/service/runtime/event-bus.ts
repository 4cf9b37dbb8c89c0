/** What the console's event streams tell: an incident's number, a request's or a device's id. */
export interface Change {
  topic: 'changed' | 'requests' | 'devices';
  id: string;
}

/** Tells the console's event streams what changed. */
export interface EventBus {
  /** An incident. */
  incidentChanged(incident: string): void;
  publish(topic: Change['topic'], id: string): void;
  /** @returns the function that ends the listening. */
  subscribe(listener: (change: Change) => void): () => void;
}

export function makeEventBus(): EventBus {
  const listeners = new Set<(change: Change) => void>();
  const tellOf = (topic: Change['topic'], id: string) => {
    for (const listener of listeners) listener({ topic, id });
  };
  return {
    incidentChanged: (incident) => tellOf('changed', incident),
    publish: tellOf,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
