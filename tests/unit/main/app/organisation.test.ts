import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { agentLog } from '#collector/collectors/agent-log/collector.ts';
import { policy as policySchema } from '#contract/policy/policy.ts';
import type { Log } from '#main/log/log.ts';
import type { PolicyReading } from '#main/policy/read-policy.ts';
import { combineLayers, valuesOfDocument } from '#policy/policy-document.ts';
import { withUsableRules } from '#policy/usable-rules.ts';
import { collectOn } from '#tests/harness/collect-context.ts';

// Electron's own module exists only inside Electron.
vi.mock('electron', () => ({ app: { isPackaged: true }, safeStorage: {} }));
const { policyParts, readOrganisation } = await import('#main/app/organisation.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-organisation-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const place = '/etc/candor/policy.json';
const base = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
const sensitive = {
  hidden: {
    words: ['Bluebird'],
    patterns: ['Projekt (Drosselbart|Zaunkoenig)\\b', '\\bKd-(Meier|Schulze)-\\d+\\b'],
  },
  enrolment: {
    token: 'EXAMPLE-enrolment-token-0000',
    name: 'ward-3-reception',
    owner: 'Annegret Smidt',
  },
};
const sensitiveText =
  /Bluebird|Drosselbart|Zaunkoenig|Meier|Schulze|EXAMPLE-enrolment|ward-3|Annegret/;

function recordingLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const write = (...words: unknown[]) => void lines.push(words.map(String).join(' '));
  return { log: { info: write, warn: write, error: write, files: () => [] }, lines };
}

const reading = (document: object): PolicyReading => ({
  ...withUsableRules(
    combineLayers([{ level: 'machine', values: valuesOfDocument(document, place) }]),
  ),
  origin: 'machine',
  place,
});

describe('what the organisation wants hidden', () => {
  test('is counted in the bundle’s copy of the policy, and not written there', async () => {
    const policy = policySchema.parse({ ...base, ...sensitive });
    const { content } = await collectOn(
      { platform: 'linux', policy: policyParts(policy).policy },
      agentLog,
    );
    const written = JSON.stringify(content('policy.json'));
    expect(written).not.toMatch(sensitiveText);
    expect(policyParts(policy).policy).toMatchObject({
      desk: { address: 'https://desk.example' },
      hidden: { words: { entries: 1 }, patterns: { entries: 2 } },
      enrolment: { name: 'set, not collected', owner: 'set, not collected' },
    });
    // Redaction still gets it, from the policy itself.
    expect(policy.hidden).toEqual(sensitive.hidden);
  });

  test('is not mentioned if there is none', () => {
    const policy = policySchema.parse({ ...base, enrolment: { token: sensitive.enrolment.token } });
    expect(policyParts(policy).policy).toMatchObject({
      enrolment: {},
      hidden: { words: { entries: 0 }, patterns: { entries: 0 } },
    });
    expect(policyParts(policy).policy).not.toHaveProperty('enrolment.name');
    expect(policyParts(policy).policy).not.toHaveProperty('enrolment.token');
  });

  test.each([
    ['a pattern that is no regular expression', { hidden: { patterns: ['Projekt (Drosselbart'] } }],
    ['a pattern that could take for ever', { hidden: { patterns: ['(Drosselbart+)+$'] } }],
    ['a list that is a text', { hidden: { words: 'Drosselbart' } }],
    ['a group that is a text', { hidden: 'Drosselbart' }],
    ['a token that is too short', { enrolment: { token: 'Drosselbart' } }],
    ['an enrolment that is only the token', { enrolment: 'Drosselbart' }],
  ])(
    'is not quoted in the log, which a bundle may hold, when the policy has a mistake: %s',
    async (_what, mistake) => {
      const { log, lines } = recordingLog();
      const organisation = await readOrganisation(folder, log, reading({ ...base, ...mistake }));
      expect(organisation.policy).toBeNull();
      expect(lines.join('\n')).toMatch(/cannot be used: (hidden|enrolment)/);
      expect(lines.join('\n')).not.toContain('Drosselbart');
    },
  );
});
