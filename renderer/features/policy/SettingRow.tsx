import type { ShownSetting } from '#contract/policy/policy-view.ts';
import { useText } from '#renderer/base/text.ts';
import styles from './Policy.module.css';

/** One setting: its name, its value and who set it. */
export function SettingRow({ setting }: { setting: ShownSetting }) {
  const { t, tText } = useText();
  const { id, title, description, level, source } = setting;
  return (
    <li className={styles.setting}>
      <h3>{tText(title)}</h3>
      <Value setting={setting} />
      <p className={styles.quiet}>{tText(description)}</p>
      <p className={styles.quiet}>
        <code>{id}</code> {t(`policy.level.${level}`)}{' '}
        {source === null ? null : <code>{source}</code>}
      </p>
    </li>
  );
}

/** `id: records · url: https://…`: the value without JSON's punctuation. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${typeof part === 'string' ? part : JSON.stringify(part)}`)
    .join(' · ');
}

function Value({ setting: { value, secret } }: { setting: ShownSetting }) {
  const { t } = useText();
  if (secret) return <p>{t('policy.value.secret')}</p>;
  if (value === null) return <p>{t('policy.value.none')}</p>;
  if (typeof value === 'boolean') return <p>{t(value ? 'policy.value.on' : 'policy.value.off')}</p>;
  if (!Array.isArray(value)) {
    return (
      <p>
        <code>{plain(value)}</code>
      </p>
    );
  }
  if (value.length === 0) return <p>{t('policy.value.empty')}</p>;
  return (
    <ul className={styles.values}>
      {value.map((entry) => {
        const shown = plain(entry);
        return (
          <li key={shown}>
            <code>{shown}</code>
          </li>
        );
      })}
    </ul>
  );
}
