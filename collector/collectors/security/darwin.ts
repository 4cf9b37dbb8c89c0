import { profilerRowsOf, rowOf, textOf } from '#collector/toolkit/fields.ts';
import { type Protection, protection } from './types.ts';

/** `SPFirewallDataType`: `allow_all` appears as off in the settings. */
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
  const switchIn = (text: string, on: RegExp, off: RegExp): boolean | null =>
    on.test(text) ? true : off.test(text) ? false : null;
  const mode = textOf(
    rowOf(profilerRowsOf(answers.firewall, 'SPFirewallDataType')).spfirewall_globalstate,
  );
  const mdm = /^MDM enrollment: (Yes|No)(.{0,40})$/m.exec(answers.enrollment);
  return [
    protection(
      'disk encryption',
      switchIn(answers.fdesetup, /FileVault is On/, /FileVault is Off/),
      'FileVault',
    ),
    protection(
      'system integrity',
      switchIn(answers.csrutil, /status: enabled/, /status: disabled/),
      'System Integrity Protection',
    ),
    protection(
      'program checks',
      switchIn(answers.spctl, /assessments enabled/, /assessments disabled/),
      'Gatekeeper',
    ),
    protection(
      'firewall',
      switchIn(mode ?? '', firewallOn, firewallOff),
      mode?.replace('spfirewall_globalstate_', '') ?? null,
    ),
    protection(
      'managed by an organisation',
      mdm ? mdm[1] === 'Yes' : null,
      mdm?.[2]?.replace(/[()]/g, '') ?? null,
    ),
  ];
}
