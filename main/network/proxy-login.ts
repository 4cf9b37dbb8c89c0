import { randomUUID } from 'node:crypto';
import type { AuthInfo } from 'electron';
import type { ProxyAnswer, ProxyQuestion } from '#contract/ipc/proxy-login.ts';

export interface ProxyLogin {
  /**
   * A proxy asked a request to log in. Returns the known log-in, once for each request; without one the request fails, and
   * the question stays open until the person answers it. Never answers servers: the desk knows this computer by its key.
   */
  credentialsFor(auth: AuthInfo, tried: Set<string>): { name: string; password: string } | null;
  question(): ProxyQuestion | null;
  /** @returns whether it answers the open question. */
  answer(answer: ProxyAnswer): boolean;
  /** The person does not want to be asked about this proxy until `reset`. */
  dismiss(id: string): void;
  /** Asks again after a refusal, because the person tries again or the policy has changed. */
  reset(): void;
}

const mostProxies = 20;

/**
 * Log-ins to proxies, in memory only and while Candor runs. A request never waits for a person: it fails, the outbox retries
 * it, and an answer makes it retry at once.
 */
export function createProxyLogin(options: {
  setBy: () => ProxyQuestion['setBy'];
  onChange(question: ProxyQuestion | null): void;
  onAnswer(): void;
}): ProxyLogin {
  const known = new Map<string, { name: string; password: string }>();
  const dismissed = new Set<string>();
  let standing: { key: string; question: ProxyQuestion } | null = null;

  function ask(key: string, auth: AuthInfo, again: boolean): void {
    if (dismissed.has(key) || (standing?.key === key && standing.question.again === again)) return;
    const question: ProxyQuestion = {
      id: randomUUID(),
      host: auth.host.slice(0, 300),
      port: auth.port,
      realm: auth.realm.slice(0, 300),
      // Electron does not say whether the connection to the proxy is encrypted; it almost never is.
      unprotected: auth.scheme.toLowerCase() === 'basic',
      setBy: options.setBy(),
      again,
    };
    standing = { key, question };
    options.onChange(question);
  }

  return {
    credentialsFor(auth, tried) {
      if (!auth.isProxy) return null;
      const key = `${auth.host}:${auth.port} ${auth.scheme} ${auth.realm}`;
      const found = known.get(key);
      if (found && !tried.has(key)) {
        tried.add(key);
        return found;
      }
      // It was sent, and the proxy asks again, so it was wrong.
      if (found) known.delete(key);
      ask(key, auth, found !== undefined);
      return null;
    },
    question: () => standing?.question ?? null,
    answer({ id, name, password }) {
      if (standing?.question.id !== id) return false;
      if (known.size >= mostProxies) known.clear();
      known.set(standing.key, { name, password });
      standing = null;
      options.onChange(null);
      options.onAnswer();
      return true;
    },
    dismiss(id) {
      if (standing?.question.id !== id) return;
      dismissed.add(standing.key);
      standing = null;
      options.onChange(null);
    },
    reset() {
      dismissed.clear();
    },
  };
}
