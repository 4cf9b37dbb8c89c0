import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import styles from './TextField.module.css';
import { useTranslator } from './text-context.tsx';

interface FieldProps {
  label: string;
  /** One sentence under the label. */
  help?: string;
  /** What is wrong with the value; announced with the field. */
  error?: string | null;
  /** Maximum number of characters, announced when few are left. The field cuts nothing; the caller explains a longer text. */
  limit?: number;
  /** Shows "required" or "optional" next to the label; shows nothing if left out. */
  need?: 'required' | 'optional';
}

function Field(props: FieldProps & { id: string; children: ReactNode }) {
  const { t } = useTranslator();
  const { id, label, help, error, need, children } = props;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {need ? (
          <>
            {' '}
            <span className={styles.need}>
              {t(need === 'required' ? 'ui.required' : 'ui.optional')}
            </span>
          </>
        ) : null}
      </label>
      {help ? (
        <p id={`${id}-help`} className={styles.help}>
          {help}
        </p>
      ) : null}
      {children}
      {error ? (
        <p id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

const described = (id: string, { help, error }: FieldProps) =>
  [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;

export type TextFieldProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'style' | 'id' | 'onChange'> & {
    onChange: (value: string) => void;
    ref?: Ref<HTMLInputElement>;
  };

/** Empty until less than a tenth is left. */
function CharactersLeft({ limit, length }: { limit: number | undefined; length: number }) {
  const { t } = useTranslator();
  const left = (limit ?? Number.POSITIVE_INFINITY) - length;
  if (limit === undefined || left > limit / 10) return null;
  return (
    <p className={styles.help} role="status">
      {left >= 0
        ? t('ui.charactersLeft', { count: left })
        : t('ui.charactersOver', { count: -left })}
    </p>
  );
}

export function TextField({ label, help, error, need, limit, onChange, ...rest }: TextFieldProps) {
  const id = useId();
  const field = {
    label,
    ...(help ? { help } : {}),
    ...(need ? { need } : {}),
    error: error ?? null,
  };
  return (
    <Field id={id} {...field}>
      <input
        type="text"
        {...rest}
        id={id}
        className={styles.input}
        required={need === 'required'}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, field)}
        onChange={(event) => onChange(event.target.value)}
      />
      <CharactersLeft limit={limit} length={`${rest.value ?? ''}`.length} />
    </Field>
  );
}

export type TextAreaProps = FieldProps &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className' | 'style' | 'id' | 'onChange'> & {
    onChange: (value: string) => void;
    ref?: Ref<HTMLTextAreaElement>;
  };

/** Grows with its text, from `rows` lines. */
export function TextArea({
  label,
  help,
  error,
  need,
  limit,
  rows = 5,
  onChange,
  ...rest
}: TextAreaProps) {
  const id = useId();
  const field = {
    label,
    ...(help ? { help } : {}),
    ...(need ? { need } : {}),
    error: error ?? null,
  };
  return (
    <Field id={id} {...field}>
      <textarea
        {...rest}
        rows={rows}
        style={{ minHeight: `calc(${rows} * 1lh + 1.125rem)` }}
        id={id}
        className={styles.input}
        required={need === 'required'}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, field)}
        onChange={(event) => onChange(event.target.value)}
      />
      <CharactersLeft limit={limit} length={`${rest.value ?? ''}`.length} />
    </Field>
  );
}
