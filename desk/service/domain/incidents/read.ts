import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import type { Context } from '../../context.ts';
import type { BundleFile, ByteRange } from '../../runtime/bundle-cache.ts';
import type { Database } from '../../store/database.ts';
import { decrypt, decryptText, type Extract, headline } from '../../store/extract.ts';
import { awaitsAnswer } from './awaits-answer.ts';
import { answersIn, requestAnswered } from './link-answer.ts';
import { idOf } from './number.ts';
import { requireKept, termColumns } from './retention.ts';
import { timelineOf } from './timeline.ts';

/**
 * `incidentDetail` as JSON. What was read out of the bundle was validated when the bundle came in, and is encrypted and
 * authenticated since: it goes out as it is. Parsing, validating and writing it again would take the desk, which has one
 * thread, 60 ms for the largest bundle.
 * @throws CandorError `not-found`.
 */
export async function detailOf({ database, keys, now }: Context, number: string): Promise<string> {
  const row = requireKept(await rowOf(database, number), now().toISOString());
  const timeline = await timelineOf(database, row.id);
  const last = timeline.findLast((entry) => entry.kind === 'message');
  const detail: Omit<IncidentDetail, keyof Extract> = {
    number,
    status: row.status,
    receivedAt: row.received_at,
    device: row.device,
    deviceName: row.device_name,
    deviceVerified: row.enrolled_at !== null,
    assignee: row.assignee,
    assigneeId: row.assignee_id,
    awaitsAnswer: awaitsAnswer(row, last?.from ?? null),
    manifestHash: row.manifest_hash,
    timeline,
    request: await requestAnswered(database, row.request),
    answers: await answersIn(database, row.id),
    ...decrypt(headline, row.headline, keys.extractKey, `${row.upload} headline`),
  };
  const content = decryptText(row.extract, keys.extractKey, `${row.upload} extract`);
  return `${JSON.stringify(detail).slice(0, -1)},${content.slice(1)}`;
}

/** What a request for one of its values names. @throws CandorError `not-found`. */
export async function contentOf(
  { database, keys, now }: Context,
  number: string,
): Promise<{ device: string; manifestHash: string; items: readonly ManifestItem[] }> {
  const row = requireKept(await rowOf(database, number), now().toISOString());
  const { manifest } = JSON.parse(
    decryptText(row.extract, keys.extractKey, `${row.upload} extract`),
  ) as Extract;
  return { device: row.device, manifestHash: row.manifest_hash, items: manifest.items };
}

const rowOf = (database: Database, number: string) =>
  database
    .selectFrom('incidents')
    .innerJoin('devices', 'devices.id', 'incidents.device')
    .selectAll('incidents')
    .select(['devices.name as device_name', 'devices.enrolled_at'])
    .where('incidents.id', '=', idOf(number))
    .executeTakeFirst();

/**
 * @throws CandorError `not-found` when there is no such incident, `unknown-item` when its bundle has no such file,
 * `bundle-invalid` when it is a picture that the desk does not hand out.
 */
export async function readBundleFile(
  { database, bundleCache, now }: Context,
  number: string,
  id: string,
  choose: (size: number) => ByteRange,
): Promise<BundleFile> {
  const uploadOf = async () => {
    const query = database
      .selectFrom('incidents')
      .select(['upload', ...termColumns])
      .where('id', '=', idOf(number));
    return requireKept(await query.executeTakeFirst(), now().toISOString()).upload;
  };
  const upload = await uploadOf();
  try {
    return await bundleCache.read(upload, id, choose);
  } catch (thrown) {
    // It may have been deleted in the meantime; then that is the answer.
    await uploadOf();
    throw thrown;
  }
}
