import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { ProxyLogin } from './proxy-login.ts';

type Calls = Pick<CallHandlers, Extract<keyof CallHandlers, `proxy.${string}`>>;

/** The window's calls about logging in to a proxy. */
export const proxyHandlers = (proxyLogin: ProxyLogin): Calls => ({
  'proxy.question': () => proxyLogin.question(),
  'proxy.answer': (credentials) => void proxyLogin.answer(credentials),
  'proxy.dismiss': ({ id }) => proxyLogin.dismiss(id),
});
