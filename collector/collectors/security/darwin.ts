import { profilerRowsOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { type Protection, protection } from './types.ts';

/** What `SPFirewallDataType` says: `allow_all` is what the settings show as off. */
const firewallOn = /^spfirewall_globalstate_(?:limit_connections|block_all)$/;

const firewallOff = /^spfirewall_globalstate_(?:allow_all|off)$/;

interface DarwinAnswers {
  fdesetup: string;
  csrutil: string;
  spctl: string;
  firewall: string;
  enrollment: string;
}

export function darwinProtections(answers: DarwinAnswers): Protection[] {
  const said = (text: string, on: RegExp, off: RegExp): boolean | null =>
    on.test(text) ? true : off.test(text) ? false : null;
  const mode = textOf(
    rowOf(profilerRowsOf(answers.firewall, 'SPFirewallDataType')).spfirewall_globalstate,
  );
  const mdm = /^MDM enrollment: (Yes|No)(.{0,40})$/m.exec(answers.enrollment);
  return [
    protection(
      'disk encryption',
      said(answers.fdesetup, /FileVault is On/, /FileVault is Off/),
      'FileVault',
    ),
    protection(
      'system integrity',
      said(answers.csrutil, /status: enabled/, /status: disabled/),
      'System Integrity Protection',
    ),
    protection(
      'program checks',
      said(answers.spctl, /assessments enabled/, /assessments disabled/),
      'Gatekeeper',
    ),
    protection(
      'firewall',
      said(mode ?? '', firewallOn, firewallOff),
      mode?.replace('spfirewall_globalstate_', '') ?? null,
    ),
    protection(
      'managed by an organisation',
      mdm ? mdm[1] === 'Yes' : null,
      mdm?.[2]?.replace(/[()]/g, '') ?? null,
    ),
  ];
}
