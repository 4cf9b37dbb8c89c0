import { randomUUID } from 'node:crypto';
import type { Recipient } from '#contract/bundle/receipt.ts';
import { CandorError, raise } from '#contract/errors/result.ts';
import { verifyGreeting } from '../trust/greeting.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { DeskCall } from './desk-call.ts';
import { deskFailed, wrongAddress } from './desk-errors.ts';
import { type DeskExchange, notUnderstood } from './desk-exchange.ts';
import type { TransportResponse } from './transport.ts';

/** Milliseconds; a slower answer says too little about the desk's time. */
const longestGreeting = 30_000;

/**
 * The desk's signed greeting for a fresh nonce: its time in milliseconds since 1970, and the newest version it knows.
 * @throws CandorError `desk-untrusted` when the desk does not hold the organisation's key.
 */
export async function greetDesk(
  call: DeskCall,
  desk: DeskExchange,
  signal: AbortSignal,
): Promise<{ at: number; version: string }> {
  const { organisation, fingerprint, desk: address } = recipientOf(desk.policy());
  const nonce = randomUUID();
  const startedAt = performance.now();
  const { greeting } = await call('desk.identify', { query: { nonce } }, { signal });
  if (performance.now() - startedAt > longestGreeting)
    throw new CandorError(deskFailed(`the greeting of ${address} took too long`));
  if (greeting === undefined)
    throw new CandorError(notUnderstood(address, 'it does not sign its greeting'));
  const { publicKey } = desk.policy().organisation;
  return verifyGreeting(greeting, { publicKey, fingerprint, organisation, address, nonce });
}

/**
 * Makes sure that the desk's address belongs to the organisation that the person agreed to send to, and learns its time.
 * @throws CandorError `desk-untrusted`, `desk-address-wrong`
 */
export async function identifyDesk(
  call: DeskCall,
  desk: DeskExchange,
  recipient: Recipient,
  signal: AbortSignal,
): Promise<void> {
  const expected = recipientOf(desk.policy());
  if (expected.fingerprint !== recipient.fingerprint) {
    raise(
      'desk-untrusted',
      'You agreed to send this to {organisation}, and this computer now belongs to another organisation. Nothing was sent.',
      { values: { organisation: recipient.organisation } },
    );
  }
  const { origin } = new URL(desk.policy().desk.address);
  let answer = undefined as TransportResponse | undefined;
  const onResponse = (response: TransportResponse, url: string) => {
    answer = response;
    const { status } = response;
    // Every desk has this route; another server at this address refuses it in its own way.
    if (status >= 400 && status < 500 && status !== 408 && status !== 429)
      throw new CandorError(wrongAddress(origin, `HTTP ${status} from ${url}`));
  };
  const identity = await call('desk.identify', {}, { signal, onResponse });
  if (identity.fingerprint !== expected.fingerprint) {
    raise(
      'desk-untrusted',
      'The desk at {address} does not belong to {organisation}. Candor stopped and sent nothing. Please tell your IT department.',
      {
        values: { address: origin, organisation: expected.organisation },
        detail: `expected ${expected.fingerprint}, found ${identity.fingerprint}`,
      },
    );
  }
  if (answer) desk.learnClock(answer);
}
