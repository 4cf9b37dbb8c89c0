/** One server-sent event: `event:` and its `data:` lines, joined. */
export interface StreamEvent {
  name: string;
  data: string;
}

/** Characters. A signed request has at most 20,000; a desk that sends longer lines wants to fill our memory. */
export const longestLine = 64 * 1024;
export const longestData = 64 * 1024;

export interface EventParser {
  /** The events that these bytes complete. @throws Error when a line or an event is longer than any of ours. */
  push(bytes: Uint8Array): StreamEvent[];
}

/**
 * Server-sent events as the WHATWG standard has them, in bounded memory. `id` and `retry` mean nothing here: a
 * connection begins anew each time, and when to come back is not the desk's to say.
 */
export function createEventParser(): EventParser {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let name = '';
  let data: string[] = [];
  let dataLength = 0;
  /** The last character was a CR: an LF that comes next belongs to it. */
  let afterReturn = false;

  function take(line: string): StreamEvent | null {
    if (line === '') {
      const complete = data.length > 0 ? { name: name || 'message', data: data.join('\n') } : null;
      name = '';
      data = [];
      dataLength = 0;
      return complete;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    if (field === 'data') {
      // The line's end counts: a million empty lines are not nothing.
      dataLength += value.length + 1;
      if (dataLength > longestData) throw new Error(`an event of more than ${longestData} characters`);
      data.push(value);
    }
    return null;
  }

  return {
    push(bytes) {
      const events: StreamEvent[] = [];
      let text = decoder.decode(bytes, { stream: true });
      if (afterReturn && text !== '') {
        if (text.startsWith('\n')) text = text.slice(1);
        afterReturn = false;
      }
      if (!/[\r\n]/.test(text)) {
        // Not split again with each byte: a line that comes in single bytes would cost its length squared.
        rest += text;
        if (rest.length > longestLine) throw new Error(`a line of more than ${longestLine} characters`);
        return events;
      }
      const lines = (rest + text).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      if (text.endsWith('\r')) afterReturn = true;
      for (const line of lines) {
        if (line.length > longestLine) throw new Error(`a line of more than ${longestLine} characters`);
        const event = take(line);
        if (event) events.push(event);
      }
      if (rest.length > longestLine) throw new Error(`a line of more than ${longestLine} characters`);
      return events;
    },
  };
}
