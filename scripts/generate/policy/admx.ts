import { assertNever } from '#contract/errors/result.ts';
import type { Setting } from '#contract/policy/policy-setting.ts';
import { escapeXml, indented } from './xml.ts';

const key = 'Software\\Policies\\Candor';
/** Names of policies and strings may contain only letters, digits and underscores. */
const nameOf = ({ id }: Setting): string => id.replaceAll('.', '_');
/** Group Policy's editor takes no more in one line of text. */
const longestLine = 1023;
const longestList = 500;

/** `Candor.admx`: one policy a setting, each writing the registry value of its name. */
export function admx(settings: readonly Setting[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Written from the code by \`node scripts/generate/policy-files.ts\`; do not edit. -->
<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <policyNamespaces>
    <target prefix="candor" namespace="Candor.Policies" />
  </policyNamespaces>
  <resources minRequiredRevision="1.0" />
  <supportedOn>
    <definitions>
      <definition name="Supported" displayName="$(string.Supported)" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="Candor" displayName="$(string.Candor)" />
  </categories>
  <policies>
${settings.map(policyOf).join('\n')}
  </policies>
</policyDefinitions>
`;
}

function policyOf(setting: Setting): string {
  const name = nameOf(setting);
  const isSwitch = setting.kind === 'switch';
  const attributes = [
    `name="${name}"`,
    `class="${setting.from === 'user' ? 'Both' : 'Machine'}"`,
    `displayName="$(string.${name})"`,
    `explainText="$(string.${name}_Help)"`,
    `key="${key}"`,
    isSwitch ? `valueName="${setting.id}"` : `presentation="$(presentation.${name})"`,
  ];
  const body = isSwitch
    ? '<enabledValue>\n  <decimal value="1" />\n</enabledValue>\n<disabledValue>\n  <decimal value="0" />\n</disabledValue>'
    : `<elements>\n${indented(elementOf(setting), 2)}\n</elements>`;
  return `    <policy ${attributes.join(' ')}>
      <parentCategory ref="Candor" />
      <supportedOn ref="Supported" />
${indented(body, 6)}
    </policy>`;
}

function elementOf({ id, kind, range, choices }: Setting): string {
  const value = `id="Value" valueName="${id}" required="true"`;
  switch (kind) {
    case 'text':
    case 'json':
      return `<text ${value} maxLength="${longestLine}" />`;
    case 'list':
    case 'json-list':
      return `<multiText ${value} maxStrings="${longestList}" />`;
    case 'number':
      return `<decimal ${value} minValue="${range?.least ?? 0}" maxValue="${range?.most ?? 0xffff_ffff}" />`;
    case 'choice':
      return `<enum ${value}>\n${choices
        .map(
          (choice) =>
            `  <item displayName="$(string.${id.replaceAll('.', '_')}_${choice})">\n    <value>\n      <string>${choice}</string>\n    </value>\n  </item>`,
        )
        .join('\n')}\n</enum>`;
    case 'switch':
      throw new Error(`${id} is written without elements`);
    default:
      return assertNever(kind);
  }
}

/** `en-US/Candor.adml`: the words of the templates. */
export function adml(settings: readonly Setting[]): string {
  const strings = settings.flatMap((setting) => [
    [nameOf(setting), setting.title],
    [`${nameOf(setting)}_Help`, explanation(setting)],
    ...setting.choices.map((choice) => [`${nameOf(setting)}_${choice}`, choice]),
  ]);
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Written from the code by \`node scripts/generate/policy-files.ts\`; do not edit. -->
<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <displayName>Candor</displayName>
  <description>Settings of Candor, the remote-assistance agent. None of them removes the review or the consent.</description>
  <resources>
    <stringTable>
      <string id="Candor">Candor</string>
      <string id="Supported">Candor on Windows 10 or later</string>
${strings.map(([id = '', text = '']) => `      <string id="${id}">${escapeXml(text)}</string>`).join('\n')}
    </stringTable>
    <presentationTable>
${settings
  .filter(({ kind }) => kind !== 'switch')
  .map(
    (setting) =>
      `      <presentation id="${nameOf(setting)}">\n${indented(presentationOf(setting), 8)}\n      </presentation>`,
  )
  .join('\n')}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}

function explanation({ description, kind, example, fallback, id }: Setting): string {
  const how: Partial<Record<Setting['kind'], string>> = {
    list: 'One entry a line.',
    'json-list': 'One JSON object a line.',
    json: 'One JSON object.',
  };
  const shown = Array.isArray(example) ? example.map(asText).join('\n') : asText(example);
  return [
    description,
    how[kind],
    fallback === undefined || Array.isArray(fallback)
      ? undefined
      : `Not configured: ${asText(fallback)}.`,
    kind === 'switch' || shown === '' ? undefined : `Example:\n${shown}`,
    `Registry value: ${id}`,
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function presentationOf({ kind, title, fallback }: Setting): string {
  const label = escapeXml(title);
  switch (kind) {
    case 'list':
    case 'json-list':
      return `<multiTextBox refId="Value">${label}</multiTextBox>`;
    case 'number':
      return `<decimalTextBox refId="Value"${typeof fallback === 'number' ? ` defaultValue="${fallback}"` : ''}>${label}</decimalTextBox>`;
    case 'choice':
      return `<dropdownList refId="Value" defaultItem="0">${label}</dropdownList>`;
    default:
      return `<textBox refId="Value">\n  <label>${label}</label>\n</textBox>`;
  }
}
