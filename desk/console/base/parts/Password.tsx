import type { Dispatch, SetStateAction } from 'react';
import { TextField } from '#ui/TextField.tsx';
import { useText } from '../use-text.ts';

/** The contract's minimum, in UTF-16 units as in the contract. */
const shortest = 12;

export const tooShort = (password: string) => password.length < shortest;

interface OwnPasswordProps {
  value: string;
  missing: boolean;
  onChange: (value: string) => void;
}

/** The current password of a signed-in engineer. */
export function OwnPassword({ value, missing, onChange }: OwnPasswordProps) {
  const { t } = useText();
  return (
    <TextField
      label={t('account.password.current')}
      type="password"
      autoComplete="current-password"
      maxLength={200}
      value={value}
      onChange={onChange}
      error={missing ? t('account.password.current.missing') : null}
    />
  );
}

interface NewPasswordProps {
  label: string;
  value: string;
  shown?: boolean;
  /** The form was submitted, so show what is wrong. */
  checked: boolean;
  onChange: (value: string) => void;
}

export function NewPassword({ label, value, shown = false, checked, onChange }: NewPasswordProps) {
  const { t } = useText();
  return (
    <TextField
      label={label}
      help={t('setUp.password.help')}
      type={shown ? 'text' : 'password'}
      autoComplete="new-password"
      spellCheck={false}
      maxLength={200}
      value={value}
      onChange={onChange}
      error={
        checked && tooShort(value)
          ? t('setUp.password.short', { count: shortest - value.length })
          : null
      }
    />
  );
}

interface Twice {
  password: string;
  again: string;
}

export const untyped: Twice = { password: '', again: '' };
export const fits = ({ password, again }: Twice) => !tooShort(password) && again === password;

interface PasswordTwiceProps {
  value: Twice;
  shown?: boolean;
  checked: boolean;
  onChange: Dispatch<SetStateAction<Twice>>;
}

/** A new password, typed twice: a typo would lock the engineer out. */
export function PasswordTwice({
  value: { password, again },
  shown = false,
  checked,
  onChange,
}: PasswordTwiceProps) {
  const { t } = useText();
  return (
    <>
      <NewPassword
        label={t('setUp.password')}
        value={password}
        shown={shown}
        checked={checked}
        onChange={(typed) => onChange((now) => ({ ...now, password: typed }))}
      />
      <TextField
        label={t('setUp.again')}
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
        spellCheck={false}
        maxLength={200}
        value={again}
        onChange={(typed) => onChange((now) => ({ ...now, again: typed }))}
        error={checked && again !== password ? t('setUp.again.differs') : null}
      />
    </>
  );
}
