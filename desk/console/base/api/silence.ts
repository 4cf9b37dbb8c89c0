/** Aborts a call when the desk is silent for too long. Otherwise a page could wait forever. */
export interface Silence {
  signal: AbortSignal;
  /** Data arrived: restarts the timer. */
  heard(): void;
  /** The response is complete: stops the timer. */
  end(): void;
}

/** @param also also aborts the call. After `patienceMs` the signal's reason is a `TimeoutError` with that number as its message. */
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

/** The same response, with a body that reports each chunk and its end to `silence`. */
export function heardOn(response: Response, silence: Silence): Response {
  // Chromium gives a response without content a body anyway, and a Response cannot be constructed with that (Fetch, 5.5).
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
