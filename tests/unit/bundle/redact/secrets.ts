/** Secrets generated while a test runs, so that nothing in the repository looks like a live key. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

function run(length: number, characters: string): string {
  return Array.from({ length }, (_, index) => characters[(index * 7 + 3) % characters.length]).join(
    '',
  );
}
const upper = (length: number) => run(length, letters.slice(0, 26) + digits);
const mixed = (length: number) => run(length, letters + digits);
const dash = '-'.repeat(5);

export const webToken = [
  `ey${'J'}hbGciOiJIUzI1NiJ9`,
  `ey${'J'}zdWIiOiIxMjM0NTY3ODkwIn0`,
  mixed(43),
].join('.');

export function pem(kind = 'RSA PRIVATE KEY', lines = 6): string {
  return [
    `${dash}BEGIN ${kind}${dash}`,
    ...Array.from({ length: lines }, () => mixed(64)),
    `${dash}END ${kind}${dash}`,
  ].join('\n');
}

/** Secret, and the label that must replace it. */
export const patternSecrets: readonly (readonly [string, string])[] = [
  [`AKI${'A'}${upper(16)}`, 'aws-key'],
  [`ASI${'A'}${upper(16)}`, 'aws-key'],
  [`gh${'p'}_${mixed(36)}`, 'github-token'],
  [`github_${'pat'}_${mixed(22)}_${mixed(59)}`, 'github-token'],
  [`gl${'pat'}-${mixed(20)}`, 'gitlab-token'],
  [`xo${'xb'}-123456789012-${mixed(24)}`, 'slack-token'],
  [`AI${'za'}${mixed(35)}`, 'google-key'],
  [`sk_${'live'}_${mixed(24)}`, 'stripe-key'],
  [`np${'m'}_${mixed(36)}`, 'npm-token'],
  [`AGE-${'SECRET'}-KEY-1${upper(58)}`, 'age-key'],
  [webToken, 'jwt'],
  [pem(), 'private-key'],
  [pem('OPENSSH PRIVATE KEY'), 'private-key'],
];
