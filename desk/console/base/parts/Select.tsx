import { useId } from 'react';
import styles from './parts.module.css';

export interface SelectProps<Value extends string> {
  label: string;
  /** The label is only for screen readers. */
  quiet?: boolean;
  value: Value;
  options: readonly { value: Value; text: string }[];
  disabled?: boolean;
  onChange: (value: Value) => void;
}

/** A native select with its label. */
export function Select<Value extends string>({
  label,
  quiet = false,
  value,
  options,
  disabled,
  onChange,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={quiet ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
