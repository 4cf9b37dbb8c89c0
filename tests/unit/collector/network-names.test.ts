import { describe, expect, test } from 'vitest';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import {
  wirelessOfNetworksetup,
  wirelessOfNmcli,
  wirelessOfRegistry,
} from '#collector/os/network-names.ts';
import { fixture } from '#tests/harness/collect-context.ts';

describe('names of Wi-Fi networks', () => {
  test('are known to the redactor wherever they stand, so that logs lose them too', () => {
    const names = [
      ...wirelessOfNmcli(fixture('linux/nmcli-connections.txt')),
      ...wirelessOfNetworksetup(fixture('darwin/preferred-networks.txt')),
      ...wirelessOfRegistry(fixture('windows/network-list.txt')),
    ];
    expect([...new Set(names)]).toEqual([
      'Smith Family',
      'Café: gratuit',
      'Gäste am Ring 7',
      'FRITZ!Box 7590 Familie Schmidt',
    ]);
    const redactor = createRedactor({ known: { ...emptyKnownValues, words: [...new Set(names)] } });
    const log =
      "wlan0: SSID='Smith Family' rejected\nWLAN AutoConfig: FRITZ!Box 7590 Familie Schmidt getrennt\n";
    expect(redactor.redact(log, 'text/plain').text).toBe(
      "wlan0: SSID='word-1' rejected\nWLAN AutoConfig: word-4 getrennt\n",
    );
  });
});
