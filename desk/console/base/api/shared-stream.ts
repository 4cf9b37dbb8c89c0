/** Events of one stream, passed from the tab that holds it to all tabs of the browser. */
export interface StreamListener {
  onEvent: (name: string, data: string) => void;
  /** `open` after `lost` means that events may have been missed in between. Either may be repeated. */
  onState: (state: 'open' | 'lost') => void;
  /** The desk answered, but not with a stream: the session may have ended. */
  onRefused: () => void;
}

type Message =
  | { kind: 'event'; name: string; data: string }
  | { kind: 'state'; state: 'open' | 'lost' }
  | { kind: 'refused' }
  /** A new tab asks the leader for the state. */
  | { kind: 'ask' };

/** How long to wait after a refused stream before asking again, in milliseconds. */
const retryMs = 5000;

/**
 * Listens to one stream of server-sent events, shared by all tabs of this browser, until the returned function is called.
 * A browser opens six connections to a host over HTTP/1.1; with one stream for each tab, the seventh tab could load
 * nothing. The tab that holds the Web Lock is the leader: it holds the stream and passes events on through a
 * BroadcastChannel. When it closes, the browser gives the lock to another tab.
 * @param names the events to listen for. @param owner the session's engineer; tabs of another session do not share the stream.
 */
export function listenShared(
  url: string,
  names: readonly string[],
  owner: string,
  listener: StreamListener,
): () => void {
  // Browsers offer Web Locks in secure contexts only: on https, and on this machine.
  if (!('locks' in navigator)) return listenWhileVisible(url, names, listener);
  return listenTogether(url, names, `candor ${url} ${owner}`, listener);
}

function listenTogether(
  url: string,
  names: readonly string[],
  name: string,
  listener: StreamListener,
): () => void {
  const channel = new BroadcastChannel(name);
  const ending = new AbortController();
  let last: 'open' | 'lost' | null = null;

  const deliver = (message: Message) => {
    if (message.kind === 'event') listener.onEvent(message.name, message.data);
    if (message.kind === 'refused') listener.onRefused();
    if (message.kind === 'state' && message.state !== last) {
      last = message.state;
      listener.onState(message.state);
    }
  };
  const tellAll = (message: Message) => {
    channel.postMessage(message);
    deliver(message);
  };
  let leads = false;
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind !== 'ask') deliver(data);
    else if (leads && last !== null)
      channel.postMessage({ kind: 'state', state: last } satisfies Message);
  });
  channel.postMessage({ kind: 'ask' } satisfies Message);

  void navigator.locks
    .request(name, { signal: ending.signal }, async () => {
      leads = true;
      // If another tab was the leader before, all tabs missed the events during the takeover.
      channel.postMessage({ kind: 'state', state: 'lost' } satisfies Message);
      if (last === 'open') deliver({ kind: 'state', state: 'lost' });
      const close = openStream(url, names, {
        onEvent: (event, data) => tellAll({ kind: 'event', name: event, data }),
        onState: (state) => tellAll({ kind: 'state', state }),
        onRefused: () => tellAll({ kind: 'refused' }),
      });
      await new Promise((resolve) => ending.signal.addEventListener('abort', resolve));
      close();
    })
    .catch((thrown: unknown) => {
      // The request for the lock was aborted.
      if (!ending.signal.aborted) throw thrown;
    });
  return () => {
    ending.abort();
    channel.close();
  };
}

/** Without Web Locks, only a visible tab holds a stream. */
function listenWhileVisible(
  url: string,
  names: readonly string[],
  listener: StreamListener,
): () => void {
  let close: (() => void) | null = null;
  const follow = () => {
    if (document.visibilityState === 'visible') {
      close ??= openStream(url, names, listener);
    } else if (close) {
      close();
      close = null;
      listener.onState('lost');
    }
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close?.();
  };
}

/**
 * A stream of this tab's own. The browser itself reconnects after a broken connection, but gives up after an HTTP error
 * (HTML standard, 9.2.2), such as a desk that is just starting: then it is opened again here.
 */
function openStream(
  url: string,
  names: readonly string[],
  { onEvent, onState, onRefused }: StreamListener,
): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(url);
    source.addEventListener('open', () => onState('open'));
    for (const name of names)
      source.addEventListener(name, ({ data }) => onEvent(name, String(data)));
    source.addEventListener('error', () => {
      onState('lost');
      if (source?.readyState !== EventSource.CLOSED) return;
      onRefused();
      timer = setTimeout(open, retryMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
