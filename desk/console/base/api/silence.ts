/** Ends a call when the desk says nothing for too long: without it a page could wait for ever. */
export interface Silence {
  signal: AbortSignal;
  /** Something came: the time begins again. */
  heard(): void;
  /** Nothing more is expected. */
  end(): void;
}

/** @param also ends the call too. The signal's reason after `patienceMs` is a `TimeoutError` whose message is that number. */
export function startSilence(patienceMs: number, also: AbortSignal | null | undefined): Silence {
  const over = new AbortController();
  const stop = () => over.abort(new DOMException(String(patienceMs), 'TimeoutError'));
  let timer = setTimeout(stop, patienceMs);
  return {
    signal: also ? AbortSignal.any([over.signal, also]) : over.signal,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(stop, patienceMs);
    },
    end: () => clearTimeout(timer),
  };
}

/** The same response, whose body reports to `silence` each piece that arrives, and its end. */
export function heardOn(response: Response, silence: Silence): Response {
  // Chromium gives an answer without content a body all the same, and no Response can be made of that (Fetch, 5.5).
  if (response.body === null || response.status === 204) {
    silence.end();
    return response;
  }
  silence.heard();
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, out) {
        silence.heard();
        out.enqueue(piece);
      },
      flush: () => silence.end(),
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
