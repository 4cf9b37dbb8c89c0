import { verifyJws } from '#bundle/jws.ts';
import { unseal } from '#bundle/seal.ts';
import { raise } from '#contract/errors/result.ts';
import {
  longestRevealed,
  type RequestStanding,
  type RevealAnswer,
  revealAnswer,
  revealTarget,
  revealType,
  type SignedReveal,
} from '#contract/http/request.ts';
import type { Context } from '#desk/service/context.ts';
import { findDeviceKey } from '#desk/service/store/devices.ts';
import { encryptAnswer } from '#desk/service/store/requests.ts';
import { deviceActor, record } from '../audit/audit.ts';
import { moveRequest, ownRequest, standingOf, tellOfRequest } from './state.ts';

type Parts = Pick<Context, 'database' | 'keys' | 'changes' | 'now'>;

/**
 * Takes the person's answer to a reveal, signed by their device: a value becomes part of the incident, encrypted like
 * everything that was read out of its bundle.
 * @throws CandorError `invalid-arguments` for an answer that is not signed by this device or answers something else.
 */
export async function answerReveal(
  context: Parts,
  device: string,
  jti: string,
  signed: SignedReveal,
): Promise<RequestStanding> {
  const { database, keys, now } = context;
  const row = await ownRequest(database, device, jti);
  if (row.kind !== 'reveal' || row.reveal === null)
    raise('conflict', 'This request asks for a bundle, not for a value.');
  const answer = await openAnswer(context, device, signed.jws);
  const target = revealTarget.parse(JSON.parse(row.reveal));
  const same = (Object.keys(target) as (keyof typeof target)[]).every(
    (key) => answer[key] === target[key],
  );
  if (answer.request !== jti || !same) misfit('the answer is to another request');
  const value = answer.answer === 'value' ? await openValue(context, answer.sealed) : null;
  const at = now().toISOString();
  const moved = await moveRequest(database, row, {
    state: value === null ? 'declined' : 'sent',
    sentence: sentenceOf(answer),
    actor: deviceActor(device),
    at,
    ...(value !== null && { set: { answer: encryptAnswer(keys.extractKey, jti, value) } }),
  });
  if (moved && value !== null) {
    await record(database, {
      ...{ at, actor: deviceActor(device), action: 'value-revealed', object: jti },
      detail: { item: target.item, pseudonym: target.pseudonym },
    });
  }
  if (moved) tellOfRequest(context, row);
  return standingOf(database, jti);
}

const sentenceOf = (answer: RevealAnswer): string | null => {
  if (answer.answer === 'declined') return answer.sentence;
  return answer.answer === 'unknown' ? 'The computer no longer knows what stood there.' : null;
};

async function openAnswer({ database }: Parts, device: string, jws: string): Promise<RevealAnswer> {
  const sender = await findDeviceKey(database, device);
  if (!sender) misfit('the device is not known');
  try {
    return await verifyJws(jws, { publicKey: sender.publicKey, type: revealType }, revealAnswer);
  } catch (thrown) {
    misfit(String(thrown));
  }
}

/** The value that the device sealed to the desk's identity. */
async function openValue({ keys }: Parts, sealed: string): Promise<string> {
  try {
    const bytes = await unseal(Buffer.from(sealed, 'base64'), keys.identity, {
      maxBytes: 4 * longestRevealed,
    });
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return value !== '' && value.length <= longestRevealed
      ? value
      : misfit(`${value.length} characters`);
  } catch (thrown) {
    return misfit(String(thrown));
  }
}

function misfit(detail: string): never {
  raise('invalid-arguments', 'The desk does not understand this answer.', { detail });
}
