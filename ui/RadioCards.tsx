import { useId } from 'react';
import styles from './RadioCards.module.css';
import { useTranslator } from './text-context.tsx';

export interface RadioCard<V extends string> {
  value: V;
  label: string;
  help?: string;
}

export interface RadioCardsProps<V extends string> {
  legend: string;
  need?: 'required' | 'optional';
  value: V | null;
  options: readonly RadioCard<V>[];
  onChange: (value: V) => void;
}

/** A choice between a few cards, each with a help sentence. Native radios: arrow keys choose, Tab leaves. */
export function RadioCards<V extends string>({
  legend,
  need,
  value,
  options,
  onChange,
}: RadioCardsProps<V>) {
  const name = useId();
  const { t } = useTranslator();
  return (
    <fieldset>
      <legend className={styles.legend}>
        {legend}
        {need ? (
          <>
            {' '}
            <span className={styles.need}>
              {t(need === 'required' ? 'ui.required' : 'ui.optional')}
            </span>
          </>
        ) : null}
      </legend>
      <div className={styles.cards}>
        {options.map((option) => (
          <label key={option.value} className={styles.card}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              className={styles.radio}
            />
            <span>
              <span className={styles.label}>{option.label}</span>
              {option.help ? <span className={styles.help}>{option.help}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
