import type { Setting, SettingKind } from '#contract/policy/policy-setting.ts';

/** `docs/policy.md`. */
export function guide(settings: readonly Setting[]): string {
  return `${introduction}

## Every setting

${table(settings)}

${rest}
`;
}

const registryTypes: Record<SettingKind, string> = {
  text: '`REG_SZ`',
  choice: '`REG_SZ`',
  number: '`REG_DWORD`',
  switch: '`REG_DWORD`, 1 or 0',
  list: '`REG_MULTI_SZ`, one entry a line',
  json: '`REG_SZ`, JSON',
  'json-list': '`REG_MULTI_SZ`, one JSON object a line',
};

function table(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => {
    const { id, title, description, kind, choices, range } = setting;
    const allowed =
      choices.length > 0 ? ` One of ${choices.map((one) => `\`${one}\``).join(', ')}.` : '';
    const numbers = range ? ` ${range.least} to ${range.most}.` : '';
    return `| \`${id}\` | **${cell(title)}.** ${cell(description)}${allowed}${numbers} | ${fallbackOf(setting)} | ${setting.from} | ${registryTypes[kind]} |`;
  });
  return [
    '| setting | means | without it | from | in the registry |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('*', '\\*');

function fallbackOf({ required, fallback, id }: Setting): string {
  if (required) return 'needed';
  if (id === 'language') return 'the system’s';
  if (fallback === undefined) return 'not set';
  return Array.isArray(fallback) ? 'none' : `\`${JSON.stringify(fallback)}\``;
}

const introduction = `# Policy: every setting that IT has

Written from the code by \`node scripts/generate/policy-files.ts\`; change a setting in \`contract/policy/policy.ts\` and run it again.

A policy says which organisation a computer belongs to and narrows what Candor does. **No setting removes the review or the
consent, and none can be added to it that does**: a test tries every setting with every kind of value through a whole help
session. People see all of it in Candor under *Managed by your organisation*: each value, where it stands, and what is wrong.

Ready to use, all made from the same schema as this page:

- \`Candor.admx\` and \`en-US/Candor.adml\`: put both into your central store (\`PolicyDefinitions\`).
- \`candor.mobileconfig\`: a profile for macOS, with every setting at an example.
- [policy-example.jsonc](policy-example.jsonc): the document for Linux, with every setting at an example and explained.

The first two lie in the folder \`policy\` beside the installed program's resources, and in \`build/policy\` of the sources.

## Where it stands

| system | machine | a person's own |
| --- | --- | --- |
| Linux | \`/etc/candor/policy.json\`: file and folder owned by root, not writable by others | none |
| Windows | \`HKLM\\Software\\Policies\\Candor\`, one value a setting | \`HKCU\\Software\\Policies\\Candor\` |
| macOS | managed preferences of \`com.candor.agent\`, one key a setting or group | the same, for the user |

On Windows a value \`Policy\` (\`REG_SZ\`) and on macOS a key \`Policy\` may hold the whole document as JSON; a single value wins over
the same one in there. Letters outside ASCII in single registry values are read with PowerShell; where it is not allowed, write
them in \`Policy\` as \`\\u00e9\`. In a document, lines that begin with \`//\` are comments.

The machine's policy wins over a person's own, and that over the default. A person's own may only say what *from* calls \`user\`
in the table, only where the machine says nothing, and counts only where there is a machine policy: it can neither weaken nor
replace one. A mistake in it costs only itself.

\`npm run candor -- policy check FILE\` reads a document as the agent does, prints every setting that would count, or what is
wrong and where, and ends with 1 when something is wrong or unknown.`;

const rest = `Candor never updates itself: a newer installer replaces an older version (see [deploy.md](deploy.md)). With \`updates.notice\` it
only says that the desk is newer.

What an application may list is explained in [deploy.md](deploy.md#applications), and what a pattern may be in
[redaction.md](redaction.md).

## When something is wrong with it

**A value that is wrong** makes the whole policy unusable: nobody can guess what was meant, and half a policy may be the half
without the restriction. Candor then goes on with the last one that was good, says so on its first page, and lists every fault on
*Managed by your organisation*: the setting, the value (shortened; never a token), the file or registry value. Without an earlier
good one it collects and saves to a file, and sends nothing.

The last good policy is kept in the person's own data folder, where other programs of that person can write. It is therefore
signed with the device key and taken only when the signature is this computer's, it came from the same kind of place, and it
names the organisation and the desk that are pinned; and only while a policy of IT stands there and cannot be read. So a user
cannot bring a policy to a computer that has none, nor another organisation's; whoever can forge it holds the device key, and
could sign as this computer anyway. Where the key is in the keyring, so is the protection; where \`deviceKey\` is \`file\`, it is as
good as that file's. When IT takes the policy away, the kept one is deleted.

**A setting that this version does not know** is passed over and named on the same page, in the log and by \`candor policy check\`;
the rest counts. A policy is often newer than some agents, and refusing it would leave people without help on the day it is
rolled out. The price is that a mistyped restriction is not in force until somebody looks: check documents before you roll them
out. The review and the consent do not depend on any setting, known or not.

## When it counts

It is read at the start and again while Candor runs: on Linux every 15 seconds, on Windows and macOS every five minutes, and when
somebody presses *Read again*. A change counts at once, except \`deviceKey\` and \`dailySnapshot\`, which count from the next start.
If the organisation, the desk, the purpose or the days change while a person is looking at a bundle, their consent to the old ones
is not taken: they see the new ones and agree again.

## Proxies

By default Candor goes the way the system goes, a PAC script included. \`proxy\` changes that for Candor alone. If a PAC script of
the policy cannot be loaded, Chromium goes directly; to rule that out, close the direct way in the network.

A proxy that wants a log-in is answered by the system where it can be (Negotiate and NTLM with the account that is logged in).
Otherwise Candor asks the person, in its window, with the proxy's name and who chose it. Name and password stay in memory until
Candor is closed. Candor never asks for them on behalf of the desk: the desk knows a computer by its key.

## Certificate authorities

Authorities of the system's own store are trusted, as everywhere. Those in \`certificateAuthorities\` are trusted by Candor alone,
for its connections and its network checks. They can mend one fault, an authority that nobody knows: the certificate must name
the host, be in date, be for servers, and lead to the authority through certificates that may sign, with RSA keys of 2048 bits or
more and no SHA-1. A chain with name constraints is refused, because they are not evaluated. Revocation is not asked for.

An authority that reads along (TLS interception) can be one of these. Candor then works and does not hide it: the network checks
show every certificate on the way with its issuer, and a finding says that the connection does not end at a public authority. What
is sent is sealed before, and the desk's receipts are signed, so such an authority can neither open a bundle nor forge a receipt; it
can read the messages between people and engineers.`;
