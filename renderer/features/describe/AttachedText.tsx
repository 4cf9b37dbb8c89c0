import { useText } from '#renderer/base/text.ts';
import { Button } from '#ui/Button.tsx';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import styles from './Describe.module.css';

/** The long text that is attached as a separate item. It is redacted, reviewed and left out like any other item. */
export function AttachedText({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useText();
  return (
    <Card>
      <section className={styles.attached} aria-labelledby="attached-title">
        <h2 id="attached-title">{t('describe.attached')}</h2>
        <p className={styles.next}>{t('describe.attached.about', { count: text.length })}</p>
        <Disclosure kind="quiet" label={t('describe.attached.show')}>
          <textarea
            className={styles.attachedText}
            readOnly
            rows={8}
            value={text}
            aria-labelledby="attached-title"
          />
        </Disclosure>
        <p>
          <Button size="small" onClick={onRemove}>
            {t('describe.attached.remove')}
          </Button>
        </p>
      </section>
    </Card>
  );
}
