import { describe, expect, test } from 'vitest';
import { incidentStatuses, nextStatuses } from '#contract/http/incident.ts';
import { mayChange } from '#desk/service/domain/incidents/status.ts';

describe('the way of an incident', () => {
  test('leads from every state but closed to resolved, and from resolved to closed', () => {
    for (const status of incidentStatuses) {
      if (status === 'closed') expect(nextStatuses[status]).toEqual([]);
      else
        expect(nextStatuses[status].includes('resolved') || status === 'resolved', status).toBe(
          true,
        );
    }
    expect(nextStatuses.resolved).toEqual(['in-progress', 'closed']);
  });

  test('never leads back to new, and to closed only from resolved', () => {
    for (const status of incidentStatuses) {
      expect(nextStatuses[status]).not.toContain('new');
      expect(nextStatuses[status].includes('closed')).toBe(status === 'resolved');
    }
  });

  test('standing still is no change; nonsense is refused with what is possible', () => {
    expect(mayChange('assigned', 'assigned')).toBe(false);
    expect(mayChange('assigned', 'in-progress')).toBe(true);
    expect(() => mayChange('new', 'closed')).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'conflict' }) }),
    );
    expect(() => mayChange('closed', 'in-progress')).toThrow(/cannot be changed any more/);
  });
});
