import { incidentStatus, incidentStatuses } from '../../../contract/incident.ts';
import { Button } from '../../../renderer/ui/Button.tsx';
import { useStatusText } from '../../../renderer/ui/Timeline.tsx';
import { Select } from '../parts/Select.tsx';
import { useResource } from '../state/use-resource.ts';
import { visible } from '../text/visible.ts';
import { useText } from '../use-text.ts';
import styles from './IncidentsPage.module.css';
import type { IncidentList, ListQuery } from './incident-list.ts';

/** Narrows a view further. An empty value is no filter. */
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
