import styles from './parts.module.css';
import { Select, type SelectProps } from './Select.tsx';
import { useTyped } from './use-typed.ts';

interface ListToolsProps<View extends string> {
  /** The label of the view selector. */
  label: string;
  view: View;
  options: SelectProps<View>['options'];
  find: string;
  findLabel: string;
  /** The number of rows, as text. */
  count: string;
  onChange: (change: { view?: View; find?: string }) => void;
}

/** Selects a view of a list and searches it at the desk. */
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
