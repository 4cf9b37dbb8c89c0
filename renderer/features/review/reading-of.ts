import type { Review } from '#contract/ipc/session.ts';
import type { Texts, Translate } from '#renderer/base/text.ts';
import type { Reading } from '../item-viewer/ItemViewer.tsx';
import type { ReadableId } from '../item-viewer/use-content.ts';

/** The bundle's own documents, in display order. */
export function documentsToRead(t: Translate): Reading[] {
  const document = (id: ReadableId, title: string, purpose: string): Reading => ({
    id,
    title,
    purpose,
    sensitivity: null,
    stage: 'included',
  });
  return [
    document('manifest.json', t('review.manifest'), t('review.manifest.help')),
    document('findings.json', t('review.findings'), t('review.findingsFile')),
    document('timeline.json', t('review.timeline'), t('review.timeline.help')),
    document('redactions.json', t('review.redactions'), t('review.redactions.help')),
  ];
}

/** What the viewer needs to know about an item or one of the bundle's own documents. */
export function readingOf(
  review: Review,
  id: ReadableId,
  { t, tText }: Pick<Texts, 't' | 'tText'>,
): Reading {
  const item = review.items.find((candidate) => candidate.id === id);
  const document = documentsToRead(t).find((candidate) => candidate.id === id);
  if (!item)
    return document ?? { id, title: id, purpose: '', sensitivity: null, stage: 'included' };
  const { title, purpose, sensitivity, sha256, included } = item;
  return {
    id,
    title: tText({ message: title }),
    purpose: tText({ message: purpose }),
    sensitivity,
    sha256,
    stage: included ? 'included' : 'left-out',
  };
}
