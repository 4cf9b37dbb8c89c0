import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useLayoutEffect, useRef, useState } from 'react';
import type { IncidentSummary } from '#contract/http/console-api.ts';
import { Link } from '#desk/console/base/routing/Link.tsx';
import { useDeviceName } from '#desk/console/base/text/device-name.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { RelativeTime } from '#desk/console/base/time/RelativeTime.tsx';
import { useText } from '#desk/console/base/use-text.ts';
import { Badge } from '#ui/Badge.tsx';
import { AwaitsBadge, FindingCounts, SeverityText, StatusBadge } from '../incident/badges.tsx';
import styles from './IncidentRows.module.css';

type OnKeyDown = (event: KeyboardEvent) => void;

interface IncidentRowsProps {
  incidents: readonly IncidentSummary[];
  /** The number of matching rows, including those not loaded yet. */
  total: number;
  /** Handles keys on a row's link. */
  onKeyDown: OnKeyDown;
}

/** Estimated height of a row with one line of text, in pixels. Rendered rows are measured. */
const usualHeight = 58;

/** Renders only the visible rows, because a list may have 100,000. */
export function IncidentRows({ incidents, total, onKeyDown }: IncidentRowsProps) {
  const { t } = useText();
  const table = useRef<HTMLTableElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const box = table.current?.getBoundingClientRect();
    if (box) setScrollMargin(box.top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: incidents.length,
    estimateSize: () => usualHeight,
    getItemKey: (index) => incidents[index]?.number ?? index,
    overscan: 15,
    scrollMargin,
  });
  const items = virtualizer.getVirtualItems();
  const above = (items[0]?.start ?? scrollMargin) - scrollMargin;
  const below = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin);
  return (
    // The header counts as a row.
    <table ref={table} className={styles.table} aria-rowcount={total + 1}>
      <thead>
        <tr>
          <th scope="col" className={styles.number}>
            {t('incidents.column.number')}
          </th>
          <th scope="col">{t('incidents.column.summary')}</th>
          <th scope="col" className={styles.status}>
            {t('incidents.column.status')}
          </th>
          <th scope="col" className={styles.received}>
            {t('incidents.column.received')}
          </th>
        </tr>
      </thead>
      <tbody>
        {above > 0 ? <Space height={above} /> : null}
        {items.map(({ index, key }) => {
          const incident = incidents[index];
          return incident ? (
            <Row
              key={key}
              ref={virtualizer.measureElement}
              index={index}
              incident={incident}
              onKeyDown={onKeyDown}
            />
          ) : null;
        })}
        {below > 0 ? <Space height={below} /> : null}
      </tbody>
    </table>
  );
}

/** Fills the space of rows that are not rendered. */
function Space({ height }: { height: number }) {
  return (
    <tr>
      <td colSpan={4} className={styles.space} style={{ height }} />
    </tr>
  );
}

interface RowProps {
  ref: Ref<HTMLTableRowElement>;
  index: number;
  incident: IncidentSummary;
  onKeyDown: OnKeyDown;
}

function Row({ ref, index, incident, onKeyDown }: RowProps) {
  const { t } = useText();
  const deviceName = useDeviceName();
  const { number, severity, status, assignee, findings, awaitsAnswer, receivedAt } = incident;
  const words = visible(incident.summary) || t('incident.noWords');
  return (
    <tr
      ref={ref}
      data-index={index}
      aria-rowindex={index + 2}
      className={styles.row}
      data-awaits={awaitsAnswer || undefined}
    >
      <td className={styles.number}>
        <Link
          to={{ page: 'incident', number }}
          data-incident={number}
          className={styles.link}
          onKeyDown={onKeyDown}
        >
          {number}
        </Link>
      </td>
      <td className={styles.what}>
        <p className={styles.summary} dir="auto" title={words}>
          {words}
        </p>
        <p className={styles.facts}>
          {awaitsAnswer ? <AwaitsBadge /> : null}
          {severity ? <SeverityText severity={severity} /> : null}
          <FindingCounts findings={findings} />
          <bdi>{deviceName(incident.device, incident.deviceName)}</bdi>
          {incident.deviceVerified ? null : <Badge tone="warn">{t('device.unverified')}</Badge>}
        </p>
      </td>
      <td className={styles.status}>
        <StatusBadge status={status} />
        <bdi className={styles.assignee}>{assignee ?? t('incident.nobody')}</bdi>
      </td>
      <td className={styles.received}>
        <RelativeTime at={receivedAt} />
      </td>
    </tr>
  );
}
