import { useState } from 'react';
import { Button } from './Button.tsx';
import { useTranslator } from './text-context.tsx';

/** Copies `value` through a selection: the asynchronous clipboard needs a permission that the window lacks. */
export function CopyButton({
  value,
  label,
  size = 'small',
}: {
  value: string;
  label?: string;
  size?: 'normal' | 'small';
}) {
  const { t } = useTranslator();
  const [copied, setCopied] = useState(false);
  return (
    <>
      <Button
        size={size}
        icon={copied ? 'check' : 'copy'}
        onClick={(event) =>
          setCopied(copyText(value, event.currentTarget.closest('dialog') ?? document.body))
        }
      >
        {label ?? t('ui.copy')}
      </Button>
      <span role="status" className="visually-hidden">
        {copied ? t('ui.copied') : ''}
      </span>
    </>
  );
}

/** Inside an open modal dialog if there is one, because everything outside it is inert. */
function copyText(value: string, place: HTMLElement): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = value;
  area.readOnly = true;
  area.className = 'visually-hidden';
  place.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
