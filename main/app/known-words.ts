/** What Candor prints about its command line. */
const usage = `Usage: candor [candor://…] [--hidden]
       candor --collect FILE [--preset NAME] [--json] [--force] [--yes]
       candor --help | --version

  --hidden        start in the tray, without a window
  --collect FILE  collect and write an unsealed bundle to FILE; nothing is sent
  --preset NAME   what to collect: quick, standard, network, performance, full, or one of your organisation
  --json          print the manifest as JSON
  --force         replace FILE if it exists
  --yes           the person whose computer this is agreed; needed where there is no terminal to ask on
`;

export type Verdict =
  | { kind: 'start' }
  /** `error`: to standard error, with exit code 2. */
  | { kind: 'say'; text: string; error: boolean };

interface Surroundings {
  platform: NodeJS.Platform;
  packaged: boolean;
  version: string;
}

const candorSwitch = /^--(hidden|json|force|yes|collect=.+|preset=.+)$/;
/** Each takes the next word as its value. */
const withValue: ReadonlySet<string> = new Set(['--collect', '--preset']);
const link = /^candor:/i;

/**
 * Harmless switches of Chromium that people need for another display system, a broken graphics driver or a screen
 * reader. The three of `startHeadless` are among them.
 */
const harmless =
  /^--(ozone-platform=(headless|x11|wayland)|disable-gpu|log-level=3|force-renderer-accessibility)$/;
/** Switches that macOS Launch Services add. */
const addedBySystem: Partial<Record<NodeJS.Platform, RegExp>> = { darwin: /^-psn_\d+_\d+$/ };
/** Only builds that are not packaged; see CONTRIBUTING.md. */
const development = /^--(no-sandbox|user-data-dir=.+|policy=.+|snapshot-after=\d+)$/;

/**
 * Judges the words after the executable (in a development build, after the app's path). Chromium has more than a thousand
 * switches, and with some of them another program can misuse Candor's signed executable, read its traffic, or get between
 * Candor and the desk. A list of bad switches can never be complete, so every word must be on the list of good ones.
 */
export function judgeWords(
  words: readonly string[],
  { platform, packaged, version }: Surroundings,
): Verdict {
  // The author of a link may also have added the other words, so a link only opens the window.
  const asked = words.some((word) => link.test(word)) ? [] : words;
  if (asked.includes('--help') || asked.includes('-h'))
    return { kind: 'say', text: usage, error: false };
  if (asked.includes('--version'))
    return { kind: 'say', text: `Candor ${version}\n`, error: false };
  const isSwitch = (word: string) =>
    word.startsWith('-') || (platform === 'win32' && word.startsWith('/'));
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1];
    if (withValue.has(word) && value !== undefined && !isSwitch(value)) at += 1;
    // A switch without its value is reported where the value is used.
    else if (withValue.has(word)) continue;
    else if (!isKnown(word, platform, packaged)) return refused(word);
  }
  return { kind: 'start' };
}

const isKnown = (word: string, platform: NodeJS.Platform, packaged: boolean): boolean =>
  [candorSwitch, link, harmless, addedBySystem[platform], packaged ? undefined : development].some(
    (known) => known?.test(word),
  );

function refused(word: string): Verdict {
  const shown = word.replace(/\p{Cc}|\p{Cf}/gu, '?').slice(0, 100);
  return {
    kind: 'say',
    text: `Candor does not start with “${shown}”, which it does not know.\n\n${usage}`,
    error: true,
  };
}
