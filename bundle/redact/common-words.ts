import { applicationItems, collectorItems } from '#contract/collector/collector-items.ts';

/**
 * Values that do not identify a person, and whose replacement would destroy what an engineer has to
 * read. A user called `root` or a host called `debian` is not replaced. Every word of an item's id
 * is included: otherwise an account of that name would make each bundle look like a leak.
 */
const words = `
root user users username admin administrator administrators guest public private nobody daemon service services system
systemd local localhost localdomain lan home homes house internal intranet corp workgroup domain domains host hosts
hostname server servers client clients desktop laptop computer machine device devices workstation notebook gateway router
linux debian ubuntu fedora centos redhat suse opensuse arch archlinux alpine kali raspberrypi raspbian windows macos
macbook macbookpro darwin microsoft apple google docker container podman kubernetes vagrant
test tests tester testing default example sample demo build builder runner jenkins ubuntu
name names email emails mail mac macs address addresses word words secret secrets token tokens password passwords key keys
authorization cookie cookies credential credentials bearer basic aws github gitlab slack stripe jwt
com org net edu gov info example.com example.org example.net home.arpa
none null true false yes unknown undefined empty invalid unavailable error warning info debug notice critical
manufacturer model virtual firmware vendor version versions release kernel architecture uptime locale timezone processor
memory disk disks filesystem filesystems mount type size used available readonly endpoints endpoint tcp dns tls http https
status servers lookups lookup interfaces interface routes route proxy packages package processes process graphics displays
display software network logs log text items item bytes title description happened began severity collector collectors
reason milliseconds seconds date time start state active enabled disabled running stopped success failed partial
file files path paths value values kind count total free data content command program root
app timeline screenshot screen png picture
`;
/** An account named like a word of an item's id would make every bundle look like a leak. */
const wordsOfItemIds = [
  ...Object.entries(collectorItems).flatMap(([id, names]) => [id, ...names]),
  ...applicationItems,
].flatMap((name) => name.split(/[-.]/));
const ordinary = new Set([...words.trim().split(/\s+/), ...wordsOfItemIds]);

/** Accounts that belong to a system or a service. */
const systemAccounts = new Set(
  `bin sync games man lp mail news uucp proxy www www-data www-run http httpd nginx apache backup list irc gnats _apt messagebus dbus sshd ftp
   postfix exim debian-exim dovecot mysql mariadb postgres postgresql redis mongodb elasticsearch rabbitmq ntp chrony avahi colord gdm
   lightdm sddm pulse rtkit saned usbmux uuidd tss tcpdump landscape pollinate syslog polkitd polkit geoclue dnsmasq libvirt-qemu qemu
   kernoops whoopsie hplip speech-dispatcher cups-pk-helper gnome-initial-setup fwupd-refresh clamav bind named squid tomcat jetty grafana
   prometheus nagios zabbix puppet ansible git gitlab svn wwwrun halt shutdown operator sys adm tty disk input render kvm netdev plugdev
   administrator guest defaultaccount wdagutilityaccount trustedinstaller networkservice localservice localsystem anonymous dwm-1 umfd-0
   sa postmaster hostmaster webmaster abuse noreply no-reply info support sales nt authority iis_iusrs everyone self owner group other
   true false none null current active inactive online offline session login logon logout id uid gid mode agent data input interface
   space defined specified provided supplied needs must should can may will has does not the and for with from`.split(
    /\s+/,
  ),
);

/** Whether this account name does not identify a person. */
export function isSystemAccount(name: string): boolean {
  const plain = name
    .toLowerCase()
    .replace(/^(?:nt authority|builtin|window manager|font driver host)\\\\?/, '');
  return (
    systemAccounts.has(plain) ||
    /^(?:_|systemd|nt |svc|s-1-|dwm-|umfd-|daemon)/.test(plain) ||
    !standsAlone(plain)
  );
}

/** What firmware reports when the maker entered no serial number. */
const placeholders = new Set([
  'to be filled by o.e.m.',
  'default string',
  'not specified',
  'not applicable',
  'not available',
  'system serial number',
  'system product name',
  'chassis serial number',
  'base board serial number',
  '0123456789',
  '123456789',
  '1234567890',
]);

const kinds =
  '(?:user|name|home|host|domain|ip|mac|duid|email|id|word|ssid|account|person|machine|phone|iban|serial|birth|address|ident)';
/** Our own pseudonyms: if they were replaced again, a second pass would differ from the first. */
const pseudonym = new RegExp(`^${kinds}-\\d+(?:\\.\\d+)?$`);
/** Whether Candor wrote this itself. */
export function isPseudonym(text: string): boolean {
  return pseudonym.test(text);
}

/** A placeholder, as part of larger patterns. */
export const standIn = `${kinds}-\\d`;
const standIns = new RegExp(`${kinds}-\\d+(?:\\.\\d+)?`, 'g');
/** A placeholder is not evidence: its digit must not turn a plain word into a secret. */
export function withoutStandIns(text: string): string {
  return text.replace(standIns, 'name');
}

/** Right before the number of a pseudonym. */
export const pseudonymStart = new RegExp(`(?:^|[^a-z])${kinds}-$`);

/**
 * Whether a known value may be replaced wherever it occurs as a whole word. Not for short values,
 * common words, short numbers (they would match process ids and sizes) and numbers such as all
 * zeros.
 */
export function standsAlone(value: string): boolean {
  const plain = value.trim().toLowerCase();
  if (plain.length < 3 || ordinary.has(plain) || placeholders.has(plain) || pseudonym.test(plain))
    return false;
  if (/^\d{1,5}$/.test(plain)) return false;
  return !/^([0f])(?:-?\1)*$/.test(plain);
}
