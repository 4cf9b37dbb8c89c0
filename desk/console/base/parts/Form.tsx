import type { ReactNode } from 'react';
import { Button, type ButtonProps } from '#ui/Button.tsx';
import { Problem } from '../Problem.tsx';
import styles from './parts.module.css';
import type { Action } from './use-action.ts';

export interface FormProps {
  /** `form`: fields under one another. `page`: sections as wide as the page. `entry`: before the sign-in, its problem first. */
  layout?: 'form' | 'page' | 'entry';
  action: Pick<Action, 'busy' | 'problem'>;
  /** The title of a problem; left out where its message is enough. */
  failed?: string;
  /** The label of the button. */
  submit: string;
  kind?: NonNullable<ButtonProps['kind']>;
  onSubmit: () => Promise<void>;
  /** Content after the button. */
  beside?: ReactNode;
  children: ReactNode;
}

/** Fields sent to the desk together. Shows the console's validation messages, not the browser's. */
export function Form({
  layout = 'form',
  action,
  failed,
  submit,
  kind = 'plain',
  onSubmit,
  beside,
  children,
}: FormProps) {
  const problem = action.problem ? (
    <Problem {...(failed && { title: failed })} error={action.problem} />
  ) : null;
  return (
    <>
      {layout === 'entry' ? problem : null}
      <form
        noValidate
        className={styles[layout]}
        onSubmit={(event) => {
          event.preventDefault();
          void onSubmit();
        }}
      >
        {children}
        {layout === 'entry' ? null : problem}
        <div className={styles.actions}>
          <Button kind={kind} type="submit" busy={action.busy}>
            {submit}
          </Button>
          {beside}
        </div>
      </form>
    </>
  );
}
