import { incidentStatus, incidentStatuses } from '#contract/http/incident.ts';
import { Select } from '#desk/console/base/parts/Select.tsx';
import type { IncidentList, ListQuery } from '#desk/console/base/state/incident-list.ts';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { visible } from '#desk/console/base/text/visible.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Button } from '#ui/Button.tsx';
import { useStatusText } from '#ui/Timeline.tsx';
import styles from './IncidentsPage.module.css';

/** Filters a view. An empty value means no filter. */
export function Filters({ list, query }: { list: IncidentList; query: ListQuery }) {
  const { t } = useText();
  const statusText = useStatusText('engineer');
  const people = useResource('incidents.assignees', {});
  return (
    <div className={styles.filters}>
      <Select
        quiet
        label={t('incidents.filter.status')}
        value={query.status ?? ''}
        options={[
          { value: '', text: t('incidents.filter.status.any') },
          ...incidentStatuses.map((value) => ({ value, text: statusText(value) })),
        ]}
        onChange={(value) => void list.show({ status: incidentStatus.safeParse(value).data })}
      />
      <Select
        quiet
        label={t('incidents.filter.assignee')}
        value={query.assignee ?? ''}
        options={[
          { value: '', text: t('incidents.filter.assignee.any') },
          ...(people.value ?? []).map(({ id, name }) => ({ value: id, text: visible(name) })),
        ]}
        onChange={(value) => void list.show({ assignee: value || undefined })}
      />
      <Select
        quiet
        label={t('incidents.filter.sender')}
        value={query.sender ?? ''}
        options={[
          { value: '', text: t('incidents.filter.sender.any') },
          { value: 'verified', text: t('incidents.filter.sender.verified') },
          { value: 'unverified', text: t('incidents.filter.sender.unverified') },
        ]}
        onChange={(value) => void list.show({ sender: value === '' ? undefined : value })}
      />
      {query.device === undefined ? null : (
        <Button size="small" icon="close" onClick={() => void list.show({ device: undefined })}>
          {t('incidents.filter.device', { device: query.device.slice(0, 8) })}
        </Button>
      )}
    </div>
  );
}
