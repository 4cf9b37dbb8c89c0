import type { PolicyView } from '#contract/policy/policy-view.ts';

/** The whole view as plain lines for IT: names as in the policy and values as JSON, not translated. */
export function reportOf(view: PolicyView, version: string): string {
  const { state, place, readAt, keptSince, recipient, settings, faults, ignored } = view;
  return [
    `Candor ${version}`,
    `policy: ${state}`,
    `place: ${place}`,
    `read: ${readAt}`,
    ...(keptSince ? [`kept since: ${keptSince}`] : []),
    ...(recipient ? [`organisation key: ${recipient.fingerprint}`] : []),
    ...faults.map(
      ({ setting, problem, found, source }) =>
        `wrong: ${setting}: ${problem}; found ${found ?? 'nothing'}; in ${source ?? place}`,
    ),
    ...ignored.map(({ setting, reason, source }) => `ignored: ${setting}: ${reason}; in ${source}`),
    ...settings.map(({ id, value, secret, level, source }) => {
      const shown = secret ? '(set, not shown)' : JSON.stringify(value);
      return `${id} = ${shown} [${level}${source ? `, ${source}` : ''}]`;
    }),
    '',
  ].join('\n');
}
