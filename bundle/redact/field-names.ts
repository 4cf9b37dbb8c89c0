/** What the name of a field says about its value. */
export interface Field {
  /** `secret`, or the kind of a personal value. */
  kind: string;
  /** For a secret, the label in `[secret:label]`; otherwise the kind again. */
  label: string;
  /** The name is not enough: the value must look machine-made. */
  unsure: boolean;
  /** A short word that also begins sentences and test reports: `PASS: a test`. */
  weak?: boolean;
}

/**
 * Words at the end of a name that do not change what the value is: `DB_PASSWORD_PROD`, `token2`,
 * `passwordConfirmation`.
 */
const trailing = new Set(
  `prod production dev development staging stage live test qa new old current confirm confirmation confirmed repeat again plain
   plaintext cleartext clear value val base64 b64 raw text string str enc encrypted hash hashed hex data primary secondary main
   default in 1 2 3`.split(/\s+/),
);

/** A name that ends with one of these describes a secret but does not contain it. */
const aboutSecrets = new Set(
  `type types name names url uri path paths file files filename dir directory count counts length len size expires expiry expiration
   expired expire ttl age maxage policy policies enabled disabled required changed set hint field fields endpoint prefix suffix
   provider manager store storage version date time at in strength min max minimum maximum reset attempts attempt retries
   rotation issuer audience algorithm alg ref reference source status state valid invalid format usage limit used remaining
   bits agent aging history complexity error errors failed failure failures warning prompt quality lifetime class method handler
   service server client host port protocol scope scopes index offset position line column kind mode plugin module helper cache
   based auth authentication login validator validation check checker checks required_for rule rules`.split(
    /\s+/,
  ),
);

const secretEnd = new RegExp(
  `(?:${[
    'password|passwords|passwd|passphrase|passcode|passwort|passwoerter|kennwort|motdepasse|motsdepasse|contraseña|contrasena|contrasenya|senha|hasło|haslo',
    'wachtwoord|lösenord|losenord|salasana|adgangskode|parola|пароль|密码|密碼|パスワード|暗証番号|비밀번호|암호',
    'secret|secrets|token|tokens|credential|credentials|creds|cookie|cookies|authorization|psk|pwd|requirepass|masterauth|storepass|keypass',
    '(?:api|access|private|secret|auth|encryption|decryption|signing|signature|shared|account|storage|master|session|license|licence|product',
    'consumer|app|application|service|client|deploy|webhook|presharedkey|preshared|network|security|wep|wpa|crypt|cipher|hmac|aes|des|rsa|ssh|pgp|gpg|jwt',
    'admin|root|user|server|machine|subscription|integration|write|read|ingest|instrumentation|publishable|recovery|activation|serial|cd|database|db)keys?',
    'keycontent|keymaterial|schlüsselinhalt|schlusselinhalt|contenudelaclé|contenidodelaclave|sicherheitsschlüssel|netzwerkschlüssel',
    'accesskeyid|sessionid|sessid|csrf|xsrf|bearer|jwt|sshkey|keypem|privkey|pskkey|wepkey\\d?|passkey|mnemonic|seedphrase|recoverycodes?|backupcodes?',
    'connectionstring|sharedaccesssignature|secretid|authstring|securityanswer|community|communitystring',
  ]
    .join('|')
    .replace(/\|presharedkey\|/, '|')})$`,
);
/** Names that end like the name of a secret but are not. */
const harmlessEnd =
  /(?:public|primary|foreign|sort|partition|row|host|cache|hot|short|function|registry|map|object|group|natural|surrogate|composite|index|unique|lookup)keys?$|publickeytoken$|(?:continuation|cancellation|cancel|eof|unexpected|syntax|lexer|parser|max|num|total|completion|prompt|input|output)tokens?$|(?:num|max|total|no)passwords?$|bypass$|compass$/;
/** Short words that mean a secret only as a separate part of the name. */
const secretParts = new Set([
  'pass',
  'pw',
  'pwd',
  'passwd',
  'otp',
  'totp',
  'pin',
  'pincode',
  'cvv',
  'cvc',
  'psk',
  'pat',
  'mdp',
  'rootpw',
  'bindpw',
]);
const unsureParts = new Set([
  'auth',
  'key',
  'sig',
  'signature',
  'nonce',
  'salt',
  'sid',
  'apikey',
  'code',
  'session',
]);
const secretInside = /password|passwd|passphrase|secret|token|credential|apikey|privatekey/;

const personal: readonly (readonly [string, RegExp])[] = [
  [
    'account',
    /^(?:.*(?:username|loginname|logname|userlogin|accountname|samaccountname|userprincipalname|upn|benutzername|benutzer|utilisateur|usuario)|(?:.*[^a-z])?(?:user|ruser|euser|auser|login|remoteuser|sshuser|dbuser|targetuser|currentuser|loggedinuser|loggedonuser|lastuser))$/,
  ],
  [
    'person',
    /(?:fullname|firstname|lastname|surname|givenname|familyname|middlename|maidenname|realname|gecos|customername|contactname|ownername|employeename|patientname|personname|registeredowner|registereduser|cardholder|cardholdername|accountholder|vorname|nachname|nomcomplet|nombrecompleto|prenom|apellidos?)$/,
  ],
  [
    'machine',
    /(?:^|dhcp|client|local|machine|device|netbios|net|short|static|kern|transient|system)(?:hostname|computername|machinename|netbiosname|nodename|devicename|rechnername|workstationname|computerhostname)$/,
  ],
  [
    'phone',
    /(?:phone|phonenumber|phoneno|mobile|mobilenumber|mobileno|mobilephone|telephone|telephonenumber|tel|telno|fax|faxnumber|cell|cellphone|msisdn|handy|handynummer|telefon|telefonnummer|teléfono|telefono|téléphone|rufnummer|callerid|callernumber|whatsapp)$/,
  ],
  [
    'ssid',
    /(?:^|[^b])(?:ssid|essid|ssidname|wifiname|wlanname|wifinetwork|networkssid|alluserprofile|currentuserprofile|profilfüralle ?benutzer)\d?$/,
  ],
  [
    'serial',
    /(?:serialnumber|serialno|serialnum|serial|seriennummer|numérodesérie|númerodeserie|assettag|machineid|systemuuid|hardwareuuid|productuuid|platformuuid|machineguid|udid|imei|imsi|iccid|meid|servicetag|deviceserial)$/,
  ],
  ['birth', /(?:dob|birthdate|birthday|dateofbirth|geburtsdatum|geburtstag|datedenaissance)$/],
  [
    'address',
    /(?:streetaddress|postaladdress|homeaddress|mailingaddress|billingaddress|shippingaddress|street|streetname|anschrift|wohnort|straße|strasse)$/,
  ],
  [
    'ident',
    /(?:ssn|socialsecuritynumber|socialsecurity|socialsecurityno|nationalid|nationalinsurancenumber|taxid|taxnumber|taxpayerid|tin|steuernummer|steuerid|passportnumber|passportno|passport|driverslicense|driverlicense|driverslicence|licenseplate|personnummer|personalausweis|employeeid|employeenumber|patientid|customerid|nin)$/,
  ],
  [
    'card',
    /(?:creditcard|creditcardnumber|cardnumber|cardno|ccnumber|ccnum|debitcard|kreditkarte|pan)$/,
  ],
  ['iban', /(?:iban|accountnumber|bankaccount|bankaccountnumber|kontonummer|accountno)$/],
];

/** `dbPassword`, `DB_PASSWORD`, `db.password` and `X-Api-Key` in parts, lower case. */
function partsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
}

/** The label in `[secret:…]` for a field of this name. */
function labelOf(word: string): string {
  if (/(?:key|keys|psk|keyid|content|material)$/.test(word)) return 'key';
  if (
    /^(?:pass|pwd|pw|mdp|root?pw|bindpw|requirepass|masterauth|storepass)|(?:pass|pwd|passwd|passphrase|wort|word)$/.test(
      word,
    )
  )
    return 'password';
  if (/^(?:mot|contra|senha|has|wacht|losen|salas|adgang|parola|kenn)/.test(word))
    return 'password';
  if (/^[a-z]{2,20}$/.test(word)) return word.replace(/^(secret|token|credential|cookie)s$/, '$1');
  return 'password';
}

function classify(name: string): Field | null {
  const all = partsOf(name);
  const parts = [...all];
  while (parts.length > 1 && trailing.has(parts.at(-1) ?? '')) parts.pop();
  const last = (parts.at(-1) ?? '').replace(/(\D)\d{1,2}$/, '$1');
  const joined = parts.slice(0, -1).join('') + last;
  if (joined === '') return null;
  const secret = harmlessEnd.test(joined) ? null : secretEnd.exec(joined);
  if (secret) return { kind: 'secret', label: labelOf(secret[0]), unsure: name === 'accesskey' };
  if (secretParts.has(last))
    return { kind: 'secret', label: labelOf(last), unsure: false, weak: parts.length === 1 };
  for (const [kind, shape] of personal) {
    if (
      shape.test(
        kind === 'account' && parts.length > 1
          ? `${parts.slice(0, -1).join('')} ${last}`.replace(/ (?=name|id)/, '')
          : joined,
      )
    )
      return kind === 'card'
        ? { kind: 'secret', label: 'card', unsure: true }
        : { kind, label: kind, unsure: false };
  }
  if (harmlessEnd.test(joined)) return null;
  if (unsureParts.has(last) && parts.length > 1)
    return { kind: 'secret', label: labelOf(last), unsure: true };
  const inside = secretInside.exec(joined);
  return inside && !aboutSecrets.has(all.at(-1) ?? '')
    ? { kind: 'secret', label: labelOf(inside[0]), unsure: true }
    : null;
}

const longestName = 120;

/**
 * What fields of this name contain; null for most. Cached, because items repeat few names very
 * often.
 */
export function createFieldNames(): (name: string) => Field | null {
  const known = new Map<string, Field | null>();
  return (whole) => {
    // The end of a name decides; a hostile name may be megabytes long.
    const name = whole.slice(-longestName);
    // A name that contained a secret must not be read as a field name when it is redacted again.
    if (name.includes('[secret:') || /[a-z]-\d{1,7}(?:[.~]\d{1,7})?$/.test(name)) return null;
    const before = known.get(name);
    if (before !== undefined) return before;
    const field = classify(name);
    if (known.size < 5000) known.set(name, field);
    return field;
  };
}

/** Parts of words that make it worth looking at the whole name around them. Lower case. */
export const nameAnchors: readonly string[] =
  `pass pwd pw secret token key auth cred cookie psk sessid session sid pin otp csrf xsrf jwt bearer community sharedaccesssig
   connectionstring mnemonic seed code cvv cvc kennwort contrase senha hasło haslo wachtwoord senord losenord salasana adgangskode parola
   пароль 密码 密碼 パスワード 暗証番号 비밀번호 암호 schlüssel clave clé mdp pat sig salt
   user login logname utilisateur usuario benutzer upn name gecos owner cardholder accountholder nomcomplet apellido
   phone mobile tel fax cell msisdn handy rufnummer callerid whatsapp ssid serial serie série assettag machineid uuid machineguid udid imei imsi iccid
   meid servicetag birth dob geburts street anschrift wohnort straße strasse address ssn social nationalid national tax tin steuer passport license
   personnummer employee patientid customerid nin card kreditkarte pan iban account kontonummer profile profil`
    .trim()
    .split(/\s+/);
