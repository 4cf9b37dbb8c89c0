export const proxyLoginMessages = {
  'proxy.title': 'Your network asks you to log in',
  'proxy.lead':
    'Candor reaches your support desk through a proxy, and the proxy asks who you are. This does not come from your support desk. If you do not know this proxy, choose “Not now” and ask your IT department.',
  'proxy.host': 'Proxy',
  'proxy.realm': 'Name it gives',
  'proxy.setBy': 'Set by',
  'proxy.setBy.policy': 'Your IT department, for Candor',
  'proxy.setBy.system': 'This computer’s settings, or its network',
  'proxy.name': 'Name',
  'proxy.name.missing': 'Please type your name for this proxy.',
  'proxy.password': 'Password',
  'proxy.again': 'The proxy did not accept that name and password.',
  'proxy.memory': 'Candor forgets it when it closes and never saves it.',
  'proxy.unprotected':
    'Careful: this proxy asks for it unprotected. Others on the network may be able to read it. Candor forgets it when it closes and never saves it.',
  'proxy.logIn': 'Log in',
  'proxy.notNow': 'Not now',
} as const;
