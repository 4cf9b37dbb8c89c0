import styles from './Switch.module.css';

export interface SwitchProps {
  /** Read out; shown only when `showLabel` is set. */
  label: string;
  showLabel?: boolean;
  checked: boolean;
  /** Some of what it stands for is on, some off. */
  mixed?: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** A native check box in the role of a switch (WAI-ARIA 1.2): Space turns it. A mixed one stays a check box, which may be mixed. */
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
