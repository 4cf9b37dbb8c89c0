import { win32 } from 'node:path';
import { z } from 'zod';
import { system32 } from '#collector/os/windows-folder.ts';
import {
  type PlacedValue,
  parseJsonText,
  typedValues,
  valuesOfDocument,
} from '#policy/policy-document.ts';
import type { PolicySource } from './policy-source.ts';
import { runTool } from './run-tool.ts';

const key = 'Software\\Policies\\Candor';
/** One value may hold the whole document as JSON; every other value is one setting. */
const wholeValue = 'Policy';
/** reg.exe's answer when the key does not exist. */
const notFound = 1;
const mostValues = 500;

export interface RegistryValue {
  name: string;
  /** `REG_SZ`, `REG_DWORD`, `REG_MULTI_SZ`. */
  type: string;
  /** As reg.exe prints it; entries of a REG_MULTI_SZ are an array. */
  value: string | number | string[];
}

/** `exact: false`: the output of reg.exe is ambiguous, so another tool is needed. */
export interface RegistryAnswer {
  values: RegistryValue[];
  exact: boolean;
}

/**
 * The values in the output of `reg query KEY`. reg.exe writes in the console's code page, which cannot be known here, so a
 * letter outside ASCII is not guessed; and it writes `\0` between the entries of a list, which may also stand in one.
 */
export function parseRegistryQuery(output: Uint8Array): RegistryAnswer {
  const text = Buffer.from(output).toString('latin1').replace(/\r\n/g, '\n');
  // A line with four blanks, a name and a type begins a value; what follows until the next one belongs to it.
  const heads = [
    ...text.matchAll(/^ {4}(\S[^\n]{0,254}?) {4}(REG_[A-Z_]{2,20})(?: {4}|\n|$)/gm),
  ].slice(0, mostValues);
  const values = heads.flatMap((head, index): { value: RegistryValue; exact: boolean }[] => {
    const [whole, name = '', type = ''] = head;
    const rest = text.slice(head.index + whole.length, heads[index + 1]?.index ?? text.length);
    // Behind the last value come its subkeys, each with its whole name.
    const raw = rest.replace(/\n+HKEY_[\s\S]*$/, '').replace(/\n+$/, '');
    // Latin letters of the default value's translated name are nobody's setting.
    if (!/^[A-Za-z][A-Za-z0-9.]*$/.test(name)) return [];
    const ambiguous = type === 'REG_MULTI_SZ' && raw.includes('\\\\0');
    return [
      {
        value: { name, type, value: decode(type, raw) },
        exact: !ambiguous && !/[^\0-\x7f]/.test(raw),
      },
    ];
  });
  return { values: values.map(({ value }) => value), exact: values.every(({ exact }) => exact) };
}

function decode(type: string, raw: string): RegistryValue['value'] {
  if (type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/i.test(raw)) return Number.parseInt(raw, 16);
  if (type === 'REG_MULTI_SZ') return raw.split('\\0').filter((entry) => entry !== '');
  return raw;
}

const powershellValues = z
  .array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      value: z.union([z.string(), z.number(), z.array(z.string())]).nullable(),
    }),
  )
  .max(mostValues);
const kinds: Record<string, string> = {
  String: 'REG_SZ',
  DWord: 'REG_DWORD',
  MultiString: 'REG_MULTI_SZ',
  ExpandString: 'REG_EXPAND_SZ',
};

/** The same from PowerShell's answer, which is base64 of UTF-8 and so knows no code page. @throws Error */
export function parsePowershellAnswer(output: Uint8Array): RegistryValue[] {
  const json = Buffer.from(Buffer.from(output).toString('latin1').trim(), 'base64').toString(
    'utf8',
  );
  return powershellValues
    .parse(parseJsonText(json))
    .flatMap(({ name, type, value }) =>
      value === null ? [] : [{ name, type: kinds[type] ?? type, value }],
    );
}

const readable = new Set(['REG_SZ', 'REG_DWORD', 'REG_MULTI_SZ']);

/**
 * Settings out of registry values. `Policy` holds a whole document; a value of its own wins over the same in there.
 * @param hive `HKLM` or `HKCU`.
 * @throws Error that says so if `Policy` is not a document.
 */
export function settingsInRegistry(values: readonly RegistryValue[], hive: string): PlacedValue[] {
  const place = (name: string) => `${hive}\\${key}\\${name}`;
  const whole = values.find(({ name }) => name === wholeValue);
  const document = whole ? wholeDocument(whole, place(wholeValue)) : [];
  const single = values.flatMap(({ name, type, value }) => {
    if (name === wholeValue) return [];
    // The schema refuses it and quotes it, with its place.
    return [{ setting: name, value: readable.has(type) ? value : { type }, source: place(name) }];
  });
  const named = new Set(single.map(({ setting }) => setting));
  return [...document.filter(({ setting }) => !named.has(setting)), ...typedValues(single)];
}

function wholeDocument({ type, value }: RegistryValue, source: string): PlacedValue[] {
  if (type !== 'REG_SZ' || typeof value !== 'string')
    throw new Error(`${source} is ${type}; it must be REG_SZ`);
  try {
    return valuesOfDocument(parseJsonText(value), source);
  } catch (thrown) {
    throw new Error(
      `${source} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

/** Only an administrator can write below `Policies`, in the machine's hive and in a person's. */
export async function readWindowsRegistry(): Promise<PolicySource> {
  const place = `HKLM\\${key}`;
  const machine = await readHive('HKLM');
  if (!machine.ok) return { kind: 'refused', place, detail: machine.detail };
  if (machine.values.length === 0) return { kind: 'absent' };
  const user = await readHive('HKCU');
  const layers = [{ level: 'machine' as const, values: machine.values }];
  // A fault in one person's settings does not affect the machine's policy.
  return {
    kind: 'found',
    place,
    layers: user.ok ? [...layers, { level: 'user', values: user.values }] : layers,
  };
}

type Hive = { ok: true; values: PlacedValue[] } | { ok: false; detail: string };

async function readHive(hive: 'HKLM' | 'HKCU'): Promise<Hive> {
  const answer = await runTool(win32.join(system32(), 'reg.exe'), [
    'query',
    `${hive}\\${key}`,
    '/reg:64',
  ]);
  if (!answer.ok)
    return answer.exitCode === notFound
      ? { ok: true, values: [] }
      : { ok: false, detail: answer.detail };
  const asked = parseRegistryQuery(answer.output);
  try {
    return {
      ok: true,
      values: settingsInRegistry(asked.exact ? asked.values : await exactValues(hive), hive),
    };
  } catch (thrown) {
    return { ok: false, detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Slower, and not allowed everywhere, so it is used only if reg.exe's answer is ambiguous. */
async function exactValues(hive: 'HKLM' | 'HKCU'): Promise<RegistryValue[]> {
  const script = powershellScript(hive === 'HKLM' ? 'LocalMachine' : 'CurrentUser');
  const words = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script];
  const answer = await runTool(
    win32.join(system32(), 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    words,
  );
  if (answer.ok) return parsePowershellAnswer(answer.output);
  throw new Error(
    `letters outside ASCII can only be read with PowerShell, which did not answer (${answer.detail}); write them in the value ${wholeValue} as JSON escapes, such as \\u00e9`,
  );
}

const powershellScript = (hive: string): string =>
  [
    "$ErrorActionPreference='Stop'",
    `$k=[Microsoft.Win32.RegistryKey]::OpenBaseKey('${hive}','Registry64').OpenSubKey('${key}')`,
    '$o=@()',
    "if($k){foreach($n in $k.GetValueNames()){$o+=@{name=$n;type=[string]$k.GetValueKind($n);value=$k.GetValue($n,$null,'DoNotExpandEnvironmentNames')}}}",
    '[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -Compress -Depth 4 -InputObject @($o))))',
  ].join(';');
