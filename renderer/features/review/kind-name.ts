import type { MessageId } from '#renderer/base/window-messages.ts';

const names: Record<string, MessageId> = {
  user: 'kind.user',
  name: 'kind.name',
  home: 'kind.home',
  host: 'kind.host',
  domain: 'kind.domain',
  ip: 'kind.ip',
  mac: 'kind.mac',
  duid: 'kind.mac',
  email: 'kind.email',
  id: 'kind.id',
  phone: 'kind.phone',
  account: 'kind.user',
  person: 'kind.name',
  machine: 'kind.host',
  ssid: 'kind.ssid',
  iban: 'kind.iban',
  serial: 'kind.id',
  ident: 'kind.id',
  address: 'kind.postal',
  birth: 'kind.birth',
};

/** Describes a hidden value in plain words. */
export const kindName = (kind: string): MessageId => names[kind] ?? 'kind.other';
