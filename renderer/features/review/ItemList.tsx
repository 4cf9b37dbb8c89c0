import type { Category, Sensitivity } from '#contract/collector/collector.ts';
import type { ReviewItem } from '#contract/ipc/session.ts';
import { useText } from '#renderer/base/text.ts';
import type { MessageId } from '#renderer/base/window-messages.ts';
import { Card } from '#ui/Card.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { Switch } from '#ui/Switch.tsx';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import { include } from './flow.ts';
import { ItemRow } from './ItemRow.tsx';
import styles from './Review.module.css';

/** All categories, in the contract's order. */
const categoryTitles: Record<Category, MessageId> = {
  description: 'category.description',
  machine: 'category.machine',
  system: 'category.system',
  software: 'category.software',
  network: 'category.network',
  logs: 'category.logs',
};
const categories = Object.keys(categoryTitles) as Category[];
const sensitivities = [
  'technical',
  'personal',
  'private',
] as const satisfies readonly Sensitivity[];

interface ItemListProps {
  items: readonly ReviewItem[];
  onRead: (reading: Reading) => void;
}

export function ItemList({ items, onRead }: ItemListProps) {
  const { t } = useText();
  return (
    <section aria-labelledby="items-title" className={styles.section}>
      <h2 id="items-title">{t('review.items')}</h2>
      <Disclosure kind="quiet" label={t('review.words')}>
        <dl className={styles.words}>
          {sensitivities.map((sensitivity) => (
            <div key={sensitivity}>
              <dt>{t(`sensitivity.${sensitivity}`)}</dt>
              <dd>{t(`sensitivity.${sensitivity}.help`)}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
      {categories.map((category) => {
        const inCategory = items.filter((item) => item.category === category);
        return inCategory.length > 0 ? (
          <CategoryItems key={category} category={category} items={inCategory} onRead={onRead} />
        ) : null;
      })}
    </section>
  );
}

function CategoryItems({ category, items, onRead }: ItemListProps & { category: Category }) {
  const { t, bytes } = useText();
  const title = t(categoryTitles[category]);
  const included = items.filter((item) => item.included);
  const size = included.reduce((sum, item) => sum + item.bytes, 0);
  const setAll = (on: boolean) =>
    include(
      items.filter((item) => item.included !== on).map((item) => item.id),
      on,
    );
  return (
    <Card padding="flush">
      <div className={styles.category}>
        <div>
          <h3>{title}</h3>
          <p className={styles.facts}>
            {t('review.contents.value', { count: included.length, size: bytes(size) })}
          </p>
        </div>
        {items.length > 1 ? (
          <Switch
            label={t('review.category.switch', { category: title })}
            checked={included.length === items.length}
            mixed={included.length > 0 && included.length < items.length}
            onChange={(on) => void setAll(on)}
          />
        ) : null}
      </div>
      <ul aria-label={title}>
        {items.map((item) => (
          <ItemRow key={item.id} item={item} onRead={onRead} />
        ))}
      </ul>
    </Card>
  );
}
