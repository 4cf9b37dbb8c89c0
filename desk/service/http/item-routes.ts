import { timelineName } from '#contract/bundle/manifest.ts';
import { raise } from '#contract/errors/result.ts';
import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import type { Session } from '../domain/auth/sessions.ts';
import { readBundleFile } from '../domain/incidents/read.ts';
import { isNewView } from '../runtime/view-deduplication.ts';
import { rangeOf } from './byte-range.ts';
import { itemPolicy } from './headers.ts';
import type { HandlersOf } from './implement.ts';

/**
 * The exact bytes of an item or of one of the bundle's documents: nothing but text, or a picture that was looked at first.
 * Sent while they are unpacked, whole or the part that a `Range` header names.
 */
export function itemHandlers(context: Context): HandlersOf<ConsoleApi, 'items'> {
  return {
    async 'items.read'({ session, params: { number, '*': id }, query, request, reply }) {
      const { range } = request.headers;
      const refused: { size: number | null } = { size: null };
      const file = await readBundleFile(context, number, id, (size) => {
        const part = rangeOf(range, size);
        if (part) return part;
        refused.size = size;
        raise('invalid-arguments', 'The item is shorter than that. Load the page again.', {
          detail: `range ${range}`,
        });
      }).catch((thrown) => {
        if (refused.size !== null)
          void reply.code(416).header('content-range', `bytes */${refused.size}`);
        throw thrown;
      });
      // Its slot must not stay taken when the browser has gone away in the meantime.
      const hangUp = () => file.stream.destroy();
      reply.raw.once('close', hangUp);
      try {
        await recordReading(context, session, {
          number,
          id,
          download: query.download === '1',
          ofPage: query.part === 'incident',
          start: file.start,
        });
      } catch (thrown) {
        hangUp();
        throw thrown;
      }
      if (reply.raw.destroyed) hangUp();
      // The id has passed the contract's pattern: letters, digits, `.`, `-`, `_` and one slash.
      const name = `${number}-${id.replace('/', '-')}`;
      const isPart = file.end - file.start + 1 < file.size;
      void reply.code(isPart ? 206 : 200).headers({
        'accept-ranges': 'bytes',
        'content-type': file.picture ? 'image/png' : 'text/plain; charset=utf-8',
        'content-length': file.end - file.start + 1,
        'content-security-policy': itemPolicy,
        'content-disposition': query.download ? `attachment; filename="${name}"` : 'inline',
        ...(isPart && { 'content-range': `bytes ${file.start}-${file.end}/${file.size}` }),
      });
      return reply.send(file.stream);
    },
  };
}

/** What the page of an incident shows without anybody opening an item. */
const partsOfIncident: readonly string[] = [timelineName, 'performance/performance.json'];

/**
 * Says what the engineer did. A reader who scrolls on fetches part after part: that is one reading. And reading a part of
 * the incident's page is looking at the incident.
 */
async function recordReading(
  context: Context,
  session: Session,
  {
    number,
    id,
    download,
    ofPage,
    start,
  }: { number: string; id: string; download: boolean; ofPage: boolean; start: number },
): Promise<void> {
  const common = {
    at: context.now().toISOString(),
    actor: engineerActor(session.engineer),
    object: number,
  };
  if (ofPage && !download && partsOfIncident.includes(id)) {
    if (isNewView(context, session, number))
      await record(context.database, { ...common, action: 'incident-viewed' });
    return;
  }
  const isNew = isNewView(context, session, `${number} ${id}`);
  if (start > 0 && !isNew) return;
  await record(context.database, {
    ...common,
    action: download ? 'item-downloaded' : 'item-viewed',
    detail: { item: id },
  });
}
