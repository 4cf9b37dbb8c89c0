import styles from './parts.module.css';
import { Select, type SelectProps } from './Select.tsx';
import { useTyped } from './use-typed.ts';

interface ListToolsProps<View extends string> {
  /** Of the choice between views. */
  label: string;
  view: View;
  options: SelectProps<View>['options'];
  find: string;
  findLabel: string;
  /** How many rows there are, in words. */
  count: string;
  onChange: (change: { view?: View; find?: string }) => void;
}

/** Chooses a view of a list and searches in it, at the desk. */
export function ListTools<View extends string>({
  label,
  view,
  options,
  find,
  findLabel,
  count,
  onChange,
}: ListToolsProps<View>) {
  const [text, setText] = useTyped(find, (typed) => onChange({ find: typed }));
  return (
    <search className={styles.tools}>
      <Select
        label={label}
        value={view}
        options={options}
        onChange={(chosen) => onChange({ view: chosen })}
      />
      <input
        type="search"
        className={styles.find}
        aria-label={findLabel}
        placeholder={findLabel}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className={styles.count} role="status">
        {count}
      </p>
    </search>
  );
}
