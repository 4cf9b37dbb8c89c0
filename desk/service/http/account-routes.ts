import type { FastifyReply, FastifyRequest } from 'fastify';
import { raise } from '#contract/errors/result.ts';
import type { ConsoleApi } from '#contract/http/console.ts';
import { mostTokenDays } from '#contract/http/console-people.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import { makeApiToken } from '../domain/auth/api-tokens.ts';
import { tooMany } from '../domain/auth/engineers.ts';
import { hashPassword, passwordMatches } from '../domain/auth/password.ts';
import { offerFactor, proveFactor } from '../domain/auth/second-factor.ts';
import type { Session } from '../domain/auth/sessions.ts';
import { revokeApiToken, revokeApiTokens, tokensOf } from '../store/api-tokens.ts';
import { ownAccount, setPassword } from '../store/engineers.ts';
import { countRecoveryCodes, deleteFactor } from '../store/second-factors.ts';
import { endSessionsOf } from '../store/sessions.ts';
import { acknowledgeUnfinished } from '../store/unfinished-sign-ins.ts';
import type { HandlersOf } from './implement.ts';
import { openSession } from './session-routes.ts';

/** How long a token can be made after the organisation's sign-in has confirmed who it is. */
const confirmedForMs = 10 * 60_000;

/** The caller's own account: password, second factor and command-line tokens. No other account can be reached here. */
export function accountHandlers(context: Context): HandlersOf<ConsoleApi, 'account'> {
  const { database, keys, now } = context;

  return {
    async 'account.read'({ session }) {
      const { id } = session.engineer;
      const row = await ownAccount(database, id);
      return {
        secondFactor: row.factor !== null,
        recoveryCodesLeft: await countRecoveryCodes(database, id),
        oidc: row.subject !== null,
        confirmedUntil: row.subject === null ? null : confirmedUntil(session),
        tokens: await tokensOf(database, id, now().toISOString()),
      };
    },

    async 'account.dismissUnfinishedSignIns'({ session }) {
      await acknowledgeUnfinished(database, session.engineer.id);
    },

    async 'account.changePassword'({ session, body, request, reply }) {
      await requirePassword(session, body.current);
      const password = await hashPassword(body.next);
      await setPassword(database, session.engineer.id, password);
      // Who changes a password may fear that somebody else was here: what they made for themselves ends too.
      await revokeApiTokens(database, session.engineer.id);
      await note(session, 'password-changed');
      return renew(request, reply, session);
    },

    async 'account.offerFactor'({ session, body }) {
      await requirePassword(session, body.password);
      if ((await ownAccount(database, session.engineer.id)).factor)
        raise('conflict', 'You have a second factor already. Remove it first.');
      return offerFactor(database, keys.extractKey, {
        ...session.engineer,
        organisation: context.organisation,
      });
    },

    async 'account.proveFactor'({ session, body }) {
      const codes = await proveFactor(
        database,
        keys.extractKey,
        session.engineer.id,
        body.code,
        now(),
      );
      await note(session, 'second-factor-set');
      return { codes };
    },

    async 'account.removeFactor'({ session, body, request, reply }) {
      await requirePassword(session, body.password);
      await deleteFactor(database, session.engineer.id);
      await note(session, 'second-factor-removed');
      return renew(request, reply, session);
    },

    async 'account.createToken'({ session, body: { password, ...wish } }) {
      // A token outlives the session: an open browser alone must not make one.
      if ((await ownAccount(database, session.engineer.id)).subject === null)
        await requirePassword(session, password ?? '');
      else requireConfirmed(session, wish.days);
      const made = await makeApiToken(database, session.engineer.id, wish, now());
      const { label, scopes } = wish;
      await note(session, 'token-made', made.apiToken.id, { label, scopes: scopes.join(' ') });
      return made;
    },

    async 'account.revokeToken'({ session, params: { id } }) {
      // A colleague's token is as unknown as one that does not exist.
      if (!(await revokeApiToken(database, session.engineer.id, id)))
        raise('not-found', 'There is no such token.');
      await note(session, 'token-revoked', id);
    },
  };

  function confirmedUntil({ confirmedAt }: Session): string | null {
    const until = Date.parse(confirmedAt ?? '') + confirmedForMs;
    return until > now().getTime() ? new Date(until).toISOString() : null;
  }

  /** What the password is to others: proof that it is still the person, and that the organisation still knows them. */
  function requireConfirmed(session: Session, days: number): void {
    if (confirmedUntil(session) === null) {
      raise(
        'forbidden',
        'Confirm first that it is you, with your organisation’s sign-in. Then make the token within ten minutes.',
      );
    }
    const most = mostTokenDays.oidc;
    if (days > most)
      raise('invalid-arguments', 'Your token may live for {most} days, not {days}.', {
        values: { most, days },
      });
  }

  /** Somebody who finds an open browser must not take over the account. Wrong passwords cause a wait, as at sign-in. */
  async function requirePassword({ engineer }: Session, given: string): Promise<void> {
    const nowMs = now().getTime();
    const key = `account ${engineer.id}`;
    const wait = context.attemptsByName.waitMs(key, nowMs);
    if (wait > 0) tooMany(Math.ceil(wait / 1000));
    context.attemptsByName.fail(key, nowMs);
    const { password, subject } = await ownAccount(database, engineer.id);
    if (subject !== null)
      raise(
        'conflict',
        'You sign in by your organisation. Password and second factor are kept there.',
      );
    if (!(await passwordMatches(password === '' ? null : password, given))) {
      raise('forbidden', 'The password is wrong. Check it and try again.');
    }
    context.attemptsByName.succeed(key);
  }

  /** Ends all sessions of this account and begins a new one for the caller. */
  async function renew(request: FastifyRequest, reply: FastifyReply, { engineer }: Session) {
    await endSessionsOf(database, engineer.id);
    return openSession(context, request, reply, engineer);
  }

  function note(
    { engineer }: Session,
    action:
      | 'password-changed'
      | 'second-factor-set'
      | 'second-factor-removed'
      | 'token-made'
      | 'token-revoked',
    object = '',
    detail: Record<string, string> = {},
  ): Promise<void> {
    return record(database, {
      at: now().toISOString(),
      actor: engineerActor(engineer),
      action,
      object,
      detail,
    });
  }
}
