import { describe, expect, test } from 'vitest';
import {
  accountsOf,
  homesAmong,
  ownNamesInHosts,
  registryValueOf,
  searchDomainsOf,
} from '#collector/os/person.ts';
import { fixture } from '#tests/harness/collect-context.ts';

describe('whose machine it is', () => {
  test('people are told from the system’s own accounts', () => {
    expect(accountsOf(fixture('linux/passwd.txt'), 0)).toEqual([
      { user: 'root', fullName: 'root', home: '/root' },
      { user: 'ada', fullName: 'Ada Lovelace', home: '/home/ada' },
    ]);
  });
  test('whoever has a home folder here is known, also when no file lists them', () => {
    const folders = [
      'bob',
      'Public',
      'Default User',
      'lost+found',
      '.localized',
      'Shared',
      'MACHINE$',
    ];
    expect(homesAmong(folders, 'C:\\Users\\')).toEqual([
      { user: 'bob', fullName: '', home: 'C:\\Users\\bob' },
    ]);
    expect(homesAmong(Array(500).fill('bob'), '/home/')).toHaveLength(200);
  });
  test('the names that /etc/hosts gives this machine are its own', () => {
    expect(
      ownNamesInHosts(
        '127.0.0.1 localhost\n127.0.1.1 ada-laptop.corp.example ada-laptop # own\n10.0.0.1 server\n',
      ),
    ).toEqual(['ada-laptop.corp.example', 'ada-laptop']);
  });
  test('the last search line counts', () => {
    expect(
      searchDomainsOf(
        'domain old.example\nsearch corp.example dev.corp.example.\nnameserver 1.1.1.1\n',
      ),
    ).toEqual(['corp.example', 'dev.corp.example']);
  });
  test('the registry’s answer is read by name', () => {
    const output =
      '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    9d2c-11\r\n\r\n';
    expect(registryValueOf(output, 'MachineGuid')).toBe('9d2c-11');
  });
});
