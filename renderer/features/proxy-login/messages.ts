export const proxyLoginMessages = {
  'proxy.title': 'The network wants you to log in',
  'proxy.lead':
    'Candor reaches your support desk through a proxy, and the proxy asks who you are. It is not your support desk that asks. If you do not know this proxy, choose “Not now” and ask your IT department.',
  'proxy.host': 'Proxy',
  'proxy.realm': 'It calls itself',
  'proxy.setBy': 'Chosen by',
  'proxy.setBy.policy': 'Your IT department, for Candor',
  'proxy.setBy.system': 'This computer’s settings, or the network it is in',
  'proxy.name': 'Name',
  'proxy.name.missing': 'Please type your name for this proxy.',
  'proxy.password': 'Password',
  'proxy.again': 'The proxy did not accept that name and password.',
  'proxy.memory': 'Candor keeps it until it is closed, and writes it nowhere.',
  'proxy.unprotected':
    'Candor keeps it until it is closed, and writes it nowhere. This proxy wants it in a form that others in the network may be able to read.',
  'proxy.logIn': 'Log in',
  'proxy.notNow': 'Not now',
} as const;
