import { useEffect, useRef } from 'react';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import styles from './ItemList.module.css';
import { itemsByCategory } from './items-by-category.ts';

/** All items of the incident, next to the open one. */
export function ItemList({
  number,
  items,
  current,
}: {
  number: string;
  items: readonly ManifestItem[];
  current: string;
}) {
  const { t, tText, bytes } = useText();
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector(`a[data-item="${CSS.escape(current)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <nav ref={list} className={styles.list} aria-label={t('item.list', { number })}>
      {itemsByCategory(items).map(({ category, items: group }) => (
        <div key={category} className={styles.group}>
          <h2 className={styles.category}>{t(`items.category.${category}`)}</h2>
          <ul>
            {group.map((item) => (
              <li key={item.id}>
                <Link
                  to={{ page: 'item', number, item: item.id }}
                  className={styles.link}
                  data-item={item.id}
                  aria-current={item.id === current ? 'page' : undefined}
                  title={tText({ message: item.title })}
                >
                  <span className={styles.name}>{item.id}</span>
                  <span className={styles.size}>{bytes(item.bytes)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
