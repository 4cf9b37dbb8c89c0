import type { AnsweredRequest, IncidentAnswer } from '#contract/http/console-api.ts';
import type { Context } from '#desk/service/context.ts';
import type { Database } from '#desk/service/store/database.ts';
import type { Headline } from '#desk/service/store/extract.ts';
import {
  decryptHeadline,
  findHeadline,
  listAnswersIn,
  setAnsweredRequest,
} from '#desk/service/store/incidents.ts';
import { findRequest, type StoredRequest } from '#desk/service/store/requests.ts';
import { assign } from './change.ts';
import { numberOf } from './number.ts';

/**
 * Makes the bundle that answers a request known as its answer: the engineer who asked gets the incident, and their reason
 * stands where the person's words would, because a bundle that was asked for holds none.
 */
export async function linkAnswer(
  { keys }: Pick<Context, 'keys'>,
  database: Database,
  { request, incident, at }: { request: StoredRequest; incident: number; at: string },
): Promise<void> {
  const found = await findHeadline(database, incident);
  // The person may have taken it back already.
  if (!found) return;
  const before = decryptHeadline(keys.extractKey, found);
  const after: Headline =
    before.summary === '' ? { ...before, summary: firstLineOf(request.reason) } : before;
  await setAnsweredRequest(database, keys.extractKey, {
    id: incident,
    upload: found.upload,
    request: request.jti,
    after,
  });
  if (found.status === 'new')
    await assign(database, {
      incident,
      engineer: { id: request.engineer, name: request.engineerName },
      at,
    });
}

const firstLineOf = (text: string): string =>
  (text.trim().split('\n', 1)[0] ?? '').trim().slice(0, 200);

/** The request that an incident's bundle answers. */
export async function requestAnswered(
  database: Database,
  jti: string | null,
): Promise<AnsweredRequest | null> {
  if (jti === null) return null;
  const request = await findRequest(database, jti);
  if (!request) return null;
  const { engineerName, reason, incident } = request;
  return {
    jti,
    engineer: engineerName,
    reason,
    incident: incident === null ? null : numberOf(incident),
  };
}

/** The bundles that came because somebody asked for them in this incident, oldest first. */
export async function answersIn(database: Database, incident: number): Promise<IncidentAnswer[]> {
  const answers = await listAnswersIn(database, incident);
  return answers.map(({ jti, id, receivedAt }) => ({
    request: jti,
    incident: numberOf(id),
    at: receivedAt,
  }));
}
