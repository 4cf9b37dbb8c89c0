/**
 * The names of browsers, office suites and mail programs in package systems and on macOS. Other programs are only in
 * `software.json`; on Linux, other browsers are still found by their desktop entry.
 */
const browsers = [
  // dpkg, rpm and snap
  /^(?:firefox|firefox-(?:esr|beta|devedition|nightly)|MozillaFirefox|chromium|chromium-browser|brave(?:-browser)?(?:-beta|-nightly)?)$/,
  /^(?:google-chrome|microsoft-edge|opera|vivaldi)(?:-(?:stable|beta|dev|unstable|developer|snapshot))?$/,
  /^(?:epiphany|epiphany-browser|falkon|konqueror|librewolf|qutebrowser|torbrowser-launcher|tor-browser|waterfox|zen-browser|palemoon|seamonkey)$/,
  // flatpak
  /^(?:org\.mozilla\.firefox|com\.google\.Chrome(?:Dev)?|com\.microsoft\.Edge(?:Dev)?|com\.brave\.Browser|org\.chromium\.Chromium|com\.opera\.Opera|com\.vivaldi\.Vivaldi|org\.gnome\.Epiphany|org\.kde\.falkon|io\.gitlab\.librewolf-community|app\.zen_browser\.zen|org\.torproject\.torbrowser-launcher)$/,
];

const office = [
  /^(?:libreoffice|libreoffice-core|onlyoffice-desktopeditors|wps-office|softmaker-office-\d{4}|calligra|teams-for-linux)$/,
  /^(?:thunderbird|thunderbird-esr|MozillaThunderbird|evolution|geary|kmail|mailspring)$/,
  /^(?:org\.libreoffice\.LibreOffice|org\.onlyoffice\.desktopeditors|com\.wps\.Office|(?:org\.mozilla|net\.thunderbird)\.[Tt]hunderbird|org\.gnome\.(?:Evolution|Geary)|com\.github\.IsmaelMartinez\.teams_for_linux)$/,
];

const macBrowsers =
  /^(?:Safari(?: Technology Preview)?|Google Chrome(?: Beta| Dev| Canary)?|Chromium|Firefox(?: Developer Edition| Nightly)?|Microsoft Edge(?: Beta| Dev| Canary)?|Brave Browser(?: Beta| Nightly)?|Opera(?: GX)?|Vivaldi|Arc|Orion|DuckDuckGo|LibreWolf|Tor Browser|Waterfox|Zen(?: Browser)?)$/;

const macOffice =
  /^(?:Microsoft (?:Word|Excel|PowerPoint|Outlook|OneNote|Teams(?: classic| \(work or school\))?)|Pages|Numbers|Keynote|LibreOffice|ONLYOFFICE|Thunderbird)$/;

export type Kind = 'browser' | 'office';

/** Ubuntu's packages of this version only install the snap, which is listed separately. */
const onlyFetchesSnap = /^\d{1,3}:?\d{0,3}snap\d/;

export function kindOfPackage(name: string, version: string | null): Kind | null {
  if (onlyFetchesSnap.test(version ?? '')) return null;
  if (browsers.some((shape) => shape.test(name))) return 'browser';
  return office.some((shape) => shape.test(name)) ? 'office' : null;
}

/** @param name of a bundle in `/Applications`, without `.app` */
export function kindOfBundle(name: string): Kind | null {
  return macBrowsers.test(name) ? 'browser' : macOffice.test(name) ? 'office' : null;
}
