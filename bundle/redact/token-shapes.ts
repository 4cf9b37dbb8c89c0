import {
  isAlphanumeric,
  isHexadecimal,
  isLowerOrDigit,
  isTokenCharacter,
  isTokenOrDot,
  isUpperOrDigit,
} from './characters.ts';

export interface TokenShape {
  prefix: string;
  label: string;
  test: (code: number) => boolean;
  /** Characters after the prefix; a longer run is also the secret. */
  least: number;
  /** A longer run is something else, such as a word in capitals. */
  most?: number;
  /** The prefix is so short that only a run with letters and digits is accepted. */
  mixed?: boolean;
}

type Row = readonly [
  label: string,
  test: TokenShape['test'],
  least: number,
  prefixes: string,
  most?: number,
];

/**
 * Documented prefixes of vendors' tokens; each is found by its literal, the rest is a run of its
 * characters.
 */
const rows: readonly Row[] = [
  ['aws-key', isUpperOrDigit, 16, 'AKIA ASIA ABIA ACCA', 16],
  ['aws-token', isTokenCharacter, 40, 'FwoGZXIvYXdz IQoJb3JpZ2luX2Vj FQoGZXIvYXdz'],
  ['github-token', isAlphanumeric, 30, 'ghp_ gho_ ghu_ ghs_ ghr_'],
  ['github-token', isTokenCharacter, 22, 'github_pat_'],
  [
    'gitlab-token',
    isTokenOrDot,
    16,
    'glpat- glrt- gldt- glptt- glft- glsoat- glcbt- glimt- glagent- gloas- glffct- GR1348941',
  ],
  [
    'slack-token',
    isTokenOrDot,
    10,
    'xoxa- xoxb- xoxe- xoxe. xoxo- xoxp- xoxr- xoxs- xoxc- xoxd- xapp-',
  ],
  ['google-key', isTokenCharacter, 35, 'AIza'],
  ['google-key', isTokenCharacter, 20, 'GOCSPX-'],
  ['google-token', isTokenOrDot, 20, 'ya29. 1//0'],
  ['stripe-key', isAlphanumeric, 10, 'sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ sk_org_live_'],
  ['stripe-key', isTokenCharacter, 20, 'whsec_'],
  ['npm-token', isAlphanumeric, 30, 'npm_'],
  ['pypi-token', isTokenCharacter, 50, 'pypi-AgE'],
  ['package-token', isAlphanumeric, 40, 'rubygems_'],
  ['package-token', isLowerOrDigit, 43, 'oy2'],
  ['docker-token', isTokenCharacter, 20, 'dckr_pat_ dckr_oat_'],
  ['sendgrid-key', isTokenOrDot, 40, 'SG.'],
  ['mail-key', isTokenCharacter, 32, 'xkeysib- xsmtpsib-'],
  [
    'api-key',
    isTokenCharacter,
    20,
    'sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or- sk-None- sk-lf-',
  ],
  ['digitalocean-token', isHexadecimal, 40, 'dop_v1_ doo_v1_ dor_v1_'],
  ['heroku-key', isTokenCharacter, 30, 'HRKU-'],
  ['shopify-token', isAlphanumeric, 30, 'shpat_ shpca_ shppa_ shpss_'],
  ['square-token', isTokenCharacter, 20, 'sq0atp- sq0csp- sq0idp-'],
  ['square-token', isTokenCharacter, 50, 'EAAA'],
  ['vault-token', isTokenCharacter, 20, 'hvs. hvb. hvr.'],
  ['atlassian-token', isTokenCharacter, 50, 'ATATT3 ATCTT3'],
  [
    'cloud-token',
    isTokenCharacter,
    24,
    'CCIPAT_ PMAK- NRAK- NRJS- NRII- NRAA- CFPAT- pscale_tkn_ pscale_pw_ pscale_oauth_ sbp_ figd_ lin_api_ ntn_ sntrys_ sntryu_ glsa_ glc_ tskey- tfp_ nfp_ rdme_ shippo_live_ duffel_live_ FLWSECK- bkua_ pnu_ fio-u- dp.pt. dp.st. ops_eyJ lsv2_pt_ lsv2_sk_ pcsk_ pplx- xai- rnd_ squ_ sqp_ sqa_ secret_ api_org_ PLAK- AKCp8 cmVmdGtu v1.0- fo1_ vercel_ gsk_ patkn_ atlasv1. dt0c01. dt0s01. AQVN LTAI AKID',
  ],
  ['age-key', isTokenCharacter, 40, 'AGE-SECRET-KEY-'],
];
const mixedRows: readonly Row[] = [
  ['api-key', isTokenCharacter, 24, 'sk-'],
  ['huggingface-token', isAlphanumeric, 30, 'hf_'],
  ['databricks-token', isHexadecimal, 32, 'dapi'],
  ['mailgun-key', isHexadecimal, 32, 'key- pubkey-'],
  ['cloud-token', isAlphanumeric, 30, 'r8_ pul- re_'],
  ['twilio-key', isHexadecimal, 32, 'SK AC', 32],
  ['airtable-token', isTokenOrDot, 60, 'pat'],
];

function shapesOf(list: readonly Row[], mixed: boolean): TokenShape[] {
  return list.flatMap(([label, test, least, prefixes, most]) =>
    prefixes.split(' ').map((prefix) => ({
      prefix,
      label,
      test,
      least,
      mixed,
      ...(most !== undefined && { most }),
    })),
  );
}

export const tokenShapes: readonly TokenShape[] = [
  ...shapesOf(rows, false),
  ...shapesOf(mixedRows, true),
];

/**
 * Password hashes of crypt(5), htpasswd, LDAP and others: they can be attacked offline, so they are
 * secrets.
 */
export const hashPrefixes: readonly string[] = [
  '$6$',
  '$5$',
  '$1$',
  '$y$',
  '$7$',
  '$gy$',
  '$2a$',
  '$2b$',
  '$2y$',
  '$apr1$',
  '$argon2',
  '$P$',
  '$S$',
  '{SSHA',
  '{SMD5}',
  'pbkdf2_sha',
  '$pbkdf2',
  '$scrypt$',
  '$krb5',
  'aad3b435b51404ee',
];
