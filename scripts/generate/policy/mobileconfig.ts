import type { Setting } from '#contract/policy/policy-setting.ts';
import { exampleDocument } from './example.ts';
import { escapeXml, indented } from './xml.ts';

/** Fixed, so that the file is the same at every run. Whoever uses it gives it their own (`uuidgen`). */
const profileId = 'B0E6D5A4-3C0F-4B57-9D1B-7B1B0A6C2F10';
const payloadId = 'B0E6D5A4-3C0F-4B57-9D1B-7B1B0A6C2F11';

/** `candor.mobileconfig`: a configuration profile with every setting at its example. */
export function mobileconfig(settings: readonly Setting[]): string {
  const own = Object.entries(exampleDocument(settings)).map(([name, value]) => {
    const about = settings
      .filter(({ path }) => path[0] === name)
      .map(({ id, title }) => `${id}: ${title}`);
    return `<!-- ${escapeXml(about.join('; '))} -->\n<key>${name}</key>\n${plist(value)}`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Written from the code by \`node scripts/generate/policy-files.ts\`. A template: keep the settings you want, with your own values
     and your own identifiers, and take the others out. docs/policy.md explains each. -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadContent</key>
  <array>
    <dict>
${indented(own.join('\n'), 6)}
      <key>PayloadDisplayName</key>
      <string>Candor</string>
      <key>PayloadIdentifier</key>
      <string>com.candor.agent.settings</string>
      <key>PayloadType</key>
      <string>com.candor.agent</string>
      <key>PayloadUUID</key>
      <string>${payloadId}</string>
      <key>PayloadVersion</key>
      <integer>1</integer>
    </dict>
  </array>
  <key>PayloadDisplayName</key>
  <string>Candor</string>
  <key>PayloadIdentifier</key>
  <string>com.candor.agent.profile</string>
  <key>PayloadScope</key>
  <string>System</string>
  <key>PayloadType</key>
  <string>Configuration</string>
  <key>PayloadUUID</key>
  <string>${profileId}</string>
  <key>PayloadVersion</key>
  <integer>1</integer>
</dict>
</plist>
`;
}

function plist(value: unknown): string {
  if (typeof value === 'string') return `<string>${escapeXml(value)}</string>`;
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (Array.isArray(value)) {
    return value.length === 0
      ? '<array/>'
      : `<array>\n${indented(value.map(plist).join('\n'), 2)}\n</array>`;
  }
  const entries = Object.entries(value as object).map(
    ([name, inner]) => `<key>${name}</key>\n${plist(inner)}`,
  );
  return `<dict>\n${indented(entries.join('\n'), 2)}\n</dict>`;
}
