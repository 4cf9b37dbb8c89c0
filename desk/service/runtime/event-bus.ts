/** A change that the console's event streams report: an incident's number, or the id of a request or a device. */
export interface Change {
  topic: 'changed' | 'requests' | 'devices';
  id: string;
}

/** Reports changes to the console's event streams. */
export interface EventBus {
  /** An incident. */
  incidentChanged(incident: string): void;
  publish(topic: Change['topic'], id: string): void;
  /** @returns a function that unsubscribes. */
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
