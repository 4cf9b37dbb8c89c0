import { emptyKnownValues, type KnownValues } from '#bundle/redact/redactor.ts';

export const known: KnownValues = {
  ...emptyKnownValues,
  users: ['annika', 'root', 'al'],
  fullNames: ['Annika Berg'],
  homes: ['/home/annika', '/home/al', '/root', 'C:\\Users\\Annika'],
  hosts: ['blue-otter', 'blue-otter.corp.example', 'localhost'],
  domains: ['corp.example'],
  ips: ['10.20.0.7', '127.0.0.1', '2001:db8:1::7/64'],
  macs: ['52:54:00:AB:CD:EF'],
  ids: ['7d3f9a60b1c24e0f8a9b0c1d2e3f4a5b', 'PF3XK9Q2', '12'],
  words: ['OtterNet 5G'],
};
