import styles from './Switch.module.css';

export interface SwitchProps {
  /** The accessible name; shown only if `showLabel` is set. */
  label: string;
  showLabel?: boolean;
  checked: boolean;
  /** Some of the items it controls are on and some are off. */
  mixed?: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** A native check box with the role of a switch (WAI-ARIA 1.2): Space toggles it. A mixed one stays a check box, because a switch cannot be mixed. */
export function Switch({
  label,
  showLabel = false,
  checked,
  mixed = false,
  disabled = false,
  onChange,
}: SwitchProps) {
  return (
    <label className={styles.switch}>
      {showLabel ? <span>{label}</span> : null}
      <input
        type="checkbox"
        role={mixed ? undefined : 'switch'}
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        className={styles.input}
        data-mixed={mixed || undefined}
        aria-label={showLabel ? undefined : label}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(mixed ? true : event.target.checked)}
      />
      <span className={styles.track} aria-hidden="true" />
    </label>
  );
}
