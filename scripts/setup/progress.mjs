const HEARTBEAT_MS = 10_000;
const TICK_MS = 500;

/**
 * One line per long step: rewritten in place on a terminal; in a log, printed at the start, every ten seconds and at
 * the end, because a silent log cannot be told from a hung one.
 *
 * @template T
 * @param {string} title for example `Electron runtime`
 * @param {(report: (detail: string) => void) => Promise<T>} work `report` replaces the detail, for example `45 %`
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Promise<T>}
 */
export async function withProgress(title, work, stream = process.stderr) {
  const started = Date.now();
  let detail = '';
  let printed = started;
  const line = () => progressLine(title, detail, Date.now() - started);
  const show = () => stream.write(stream.isTTY ? `\r\x1b[K${line()}` : `${line()}\n`);
  show();
  const timer = setInterval(() => {
    if (!stream.isTTY && Date.now() - printed < HEARTBEAT_MS) return;
    printed = Date.now();
    show();
  }, TICK_MS);
  try {
    const result = await work((text) => {
      detail = text;
    });
    detail = 'done';
    return result;
  } catch (error) {
    detail = 'failed';
    throw error;
  } finally {
    clearInterval(timer);
    show();
    if (stream.isTTY) stream.write('\n');
  }
}

/**
 * @param {string} title
 * @param {string} detail
 * @param {number} elapsed milliseconds
 * @returns {string} `Setting up: Electron runtime … 45 %, 12 s`
 */
export function progressLine(title, detail, elapsed) {
  const seconds = `${Math.round(elapsed / 1000)} s`;
  return `Setting up: ${title} … ${detail ? `${detail}, ` : ''}${seconds}`;
}
