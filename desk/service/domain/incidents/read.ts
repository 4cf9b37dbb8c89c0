import type { ManifestItem } from '#contract/bundle/manifest.ts';
import type { IncidentDetail } from '#contract/http/console-api.ts';
import type { Context } from '#desk/service/context.ts';
import type { BundleFile, ByteRange } from '#desk/service/runtime/bundle-cache.ts';
import type { Extract } from '#desk/service/store/extract.ts';
import {
  decryptHeadline,
  extractJson,
  findIncident,
  findIncidentContent,
} from '#desk/service/store/incidents.ts';
import { timelineOf } from '#desk/service/store/timeline.ts';
import { awaitsAnswer } from './awaits-answer.ts';
import { answersIn, requestAnswered } from './link-answer.ts';
import { idOf } from './number.ts';
import { requireKept } from './retention.ts';

type Parts = Pick<Context, 'database' | 'keys' | 'now'>;

/**
 * `incidentDetail` as JSON. What was read out of the bundle was validated when the bundle came in, and is encrypted and
 * authenticated since: it goes out as it is. Parsing, validating and writing it again would take the desk, which has one
 * thread, 60 ms for the largest bundle.
 * @throws CandorError `not-found`.
 */
export async function detailOf({ database, keys, now }: Parts, number: string): Promise<string> {
  const incident = requireKept(
    await findIncidentContent(database, idOf(number)),
    now().toISOString(),
  );
  const timeline = await timelineOf(database, incident.id);
  const last = timeline.findLast((entry) => entry.kind === 'message');
  const detail: Omit<IncidentDetail, keyof Extract> = {
    number,
    status: incident.status,
    receivedAt: incident.receivedAt,
    device: incident.device,
    deviceName: incident.deviceName,
    deviceVerified: incident.enrolledAt !== null,
    assignee: incident.assignee,
    assigneeId: incident.assigneeId,
    awaitsAnswer: awaitsAnswer(incident, last?.from ?? null),
    manifestHash: incident.manifestHash,
    timeline,
    request: await requestAnswered(database, incident.request),
    answers: await answersIn(database, incident.id),
    ...decryptHeadline(keys.extractKey, incident),
  };
  const content = extractJson(keys.extractKey, incident);
  return `${JSON.stringify(detail).slice(0, -1)},${content.slice(1)}`;
}

/** What a request for one of its values names. @throws CandorError `not-found`. */
export async function contentOf(
  { database, keys, now }: Parts,
  number: string,
): Promise<{ device: string; manifestHash: string; items: readonly ManifestItem[] }> {
  const incident = requireKept(
    await findIncidentContent(database, idOf(number)),
    now().toISOString(),
  );
  const { manifest } = JSON.parse(extractJson(keys.extractKey, incident)) as Extract;
  return { device: incident.device, manifestHash: incident.manifestHash, items: manifest.items };
}

/**
 * @throws CandorError `not-found` when there is no such incident, `unknown-item` when its bundle has no such file,
 * `bundle-invalid` when it is a picture that the desk does not hand out.
 */
export async function readBundleFile(
  { database, bundleCache, now }: Pick<Context, 'database' | 'bundleCache' | 'now'>,
  number: string,
  id: string,
  choose: (size: number) => ByteRange,
): Promise<BundleFile> {
  const uploadOf = async () => {
    const incident = await findIncident(database, idOf(number));
    return requireKept(incident, now().toISOString()).upload;
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
