import { readFile, stat } from 'node:fs/promises';
import {
  type CombinedPolicy,
  combineLayers,
  type EffectiveValue,
  faultText,
  parseJsonText,
  valuesOfDocument,
} from '#policy/policy-document.ts';
import { withUsableRules } from '#policy/usable-rules.ts';
import { UsageError } from './load.ts';
import type { Output } from './output.ts';
import { plainJson, plainText, table } from './terminal.ts';

/** The most bytes that the agent reads. */
const mostBytes = 256 * 1024;

/**
 * Reads a policy document as the agent does.
 * @returns 0 when every setting is used, 1 when something is wrong or unknown.
 * @throws UsageError when the file cannot be read.
 */
export async function checkPolicy(
  { file, json }: { file: string; json: boolean },
  output: Output,
): Promise<number> {
  const combined = await combine(file);
  const unknownCollectors = await findUnknownCollectors(combined.policy);
  output.out(
    json
      ? plainJson(jsonOf(combined, unknownCollectors))
      : textOf(combined, unknownCollectors).join('\n'),
  );
  return combined.policy !== null && combined.ignored.length === 0 && unknownCollectors.length === 0
    ? 0
    : 1;
}

interface UnknownCollector {
  setting: string;
  collector: string;
}

/** The agent skips unknown collectors, so only the engineer would notice a mistyped one. */
async function findUnknownCollectors(
  policy: CombinedPolicy['policy'],
): Promise<UnknownCollector[]> {
  if (!policy || policy.presets.length === 0) return [];
  const { catalogue } = await import('#collector/host/catalogue.ts');
  const known = new Set([
    ...catalogue.map(({ id }) => id),
    ...policy.applications.map(({ id }) => `app-${id}`),
  ]);
  return policy.presets.flatMap(({ collectors }, preset) =>
    collectors.flatMap((collector, index) =>
      known.has(collector) ? [] : [{ setting: `presets.${preset}.collectors.${index}`, collector }],
    ),
  );
}

async function combine(file: string): Promise<CombinedPolicy> {
  const text = await readPolicyFile(file);
  try {
    return withUsableRules(
      combineLayers([{ level: 'machine', values: valuesOfDocument(parseJsonText(text), file) }]),
    );
  } catch (thrown) {
    const problem = `is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    const fault = { setting: 'the document', problem, found: null, source: file };
    return { policy: null, document: null, values: [], faults: [fault], ignored: [] };
  }
}

async function readPolicyFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes)
      throw new Error(`it has ${size} bytes, but the agent reads at most ${mostBytes}`);
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new UsageError(`${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function textOf(
  { policy, values, faults, ignored }: CombinedPolicy,
  unknownCollectors: UnknownCollector[],
): string[] {
  const unknown = [
    ...ignored.map(
      ({ setting }) => `  ${setting}: not a setting of this version, so it is ignored`,
    ),
    ...unknownCollectors.map(
      ({ setting, collector }) =>
        `  ${setting}: "${collector}" is not a collector; see docs/collectors.md`,
    ),
  ].map(plainText);
  if (faults.length > 0) {
    const lines = faults.map((fault) => plainText(`  ${faultText(fault)}`));
    return [
      'This policy cannot be used. Errors:',
      ...lines,
      ...(unknown.length > 0 ? ['', 'Unknown:', ...unknown] : []),
    ];
  }
  if (policy === null) return ['This document contains no settings.'];
  const rows = values.map((value) => [
    value.setting.id,
    value.level === 'default' ? 'default' : 'set',
    shown(value),
  ]);
  return [
    unknown.length > 0
      ? 'This policy can be used, but parts of it are ignored:'
      : 'This policy can be used.',
    ...unknown,
    '',
    ...table(['setting', 'source', 'value'], rows),
  ];
}

function shown({ setting, value }: EffectiveValue): string {
  if (value === undefined) return 'not set';
  return setting.secret ? 'set, not shown' : JSON.stringify(value);
}

function jsonOf(
  { policy, values, faults, ignored }: CombinedPolicy,
  unknownCollectors: UnknownCollector[],
): unknown {
  return {
    usable: policy !== null,
    faults,
    ignored,
    unknownCollectors,
    settings: values.map(({ setting, value, level }) => ({
      setting: setting.id,
      value: setting.secret && value !== undefined ? 'set, not shown' : (value ?? null),
      set: level !== 'default',
    })),
  };
}
