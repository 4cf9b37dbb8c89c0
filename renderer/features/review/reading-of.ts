import type { Review } from '../../../contract/session.ts';
import type { Translate } from '../../app/text.ts';
import type { Reading } from '../reading/ReadingDialog.tsx';
import type { ReadableId } from '../reading/use-content.ts';

/** What the reading dialog needs to know of an item or of one of the bundle's own documents. */
export function readingOf(review: Review, id: ReadableId, t: Translate): Reading {
  const item = review.items.find((one) => one.id === id);
  if (item) {
    const { title, purpose, sensitivity, sha256, included } = item;
    return { id, title, purpose, sensitivity, sha256, stage: included ? 'included' : 'left-out' };
  }
  const documents: Partial<Record<ReadableId, { title: string; purpose: string }>> = {
    'manifest.json': { title: t('review.manifest'), purpose: t('review.manifest.help') },
    'findings.json': { title: t('review.findings'), purpose: t('review.findingsFile') },
    'redactions.json': { title: t('review.redactions'), purpose: t('review.redactions.help') },
  };
  const { title, purpose } = documents[id] ?? { title: id, purpose: '' };
  return { id, title, purpose, sensitivity: null, stage: 'included' };
}
