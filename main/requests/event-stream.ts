import { createParser } from 'eventsource-parser';

/** One server-sent event: `event:` and its `data:` lines, joined. */
export interface StreamEvent {
  name: string;
  data: string;
}

/** Characters of one event. A signed request has at most 20,000; more would only fill memory. */
export const longestEvent = 64 * 1024;

export interface EventParser {
  /** The events that these bytes complete. @throws Error when an event is longer than any of ours. */
  push(bytes: Uint8Array): StreamEvent[];
}

/**
 * Server-sent events (WHATWG HTML standard) in bounded memory. `id` and `retry` are ignored: every connection starts from
 * nothing, and the desk does not decide when the agent reconnects.
 */
export function createEventParser(): EventParser {
  // The parser removes one byte order mark itself. If the decoder removed one too, a second one would be lost.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let events: StreamEvent[] = [];
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent({ event: name = 'message', data }) {
      // `maxBufferSize` limits incomplete events only; this limits those that arrive whole.
      if (name.length + data.length > longestEvent) throw tooLong();
      events.push({ name, data });
    },
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') throw tooLong();
    },
  });
  return {
    push(bytes) {
      events = [];
      parser.feed(decoder.decode(bytes, { stream: true }));
      return events;
    },
  };
}

const tooLong = () => new Error(`an event of more than ${longestEvent} characters`);
