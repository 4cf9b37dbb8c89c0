import { type CollectorDeclaration, declaredApplication } from '#contract/collector/collector.ts';
import type { RequestScope } from '#contract/http/request.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { type Selection, select } from '../collection/select.ts';
import { selectionOf } from '../help-session/presets.ts';

/** The preset's name in the manifest of a bundle whose collectors an engineer named one by one. */
const namedOneByOne = 'asked';
/** The person's own words are never part of a request. */
const ownWords = 'description';

/** The collectors that can run on this computer, known without running anything. */
export function catalogueOf(
  shipped: readonly CollectorDeclaration[],
  policy: Policy | null,
  platform: string,
): CollectorDeclaration[] {
  return [...shipped, ...(policy?.applications ?? []).map(declaredApplication)].filter(
    ({ platforms }) => (platforms as readonly string[]).includes(platform),
  );
}

/** The collectors that a request names, in the catalogue's order; none if its preset is unknown here. */
export function collectorsOf(
  scope: RequestScope,
  catalogue: readonly CollectorDeclaration[],
  policy: Policy | null,
): CollectorDeclaration[] {
  const named = (): Selection | null => {
    if ('collectors' in scope) return { preset: namedOneByOne, collectors: scope.collectors };
    try {
      return selectionOf(scope.preset, policy);
    } catch {
      return null;
    }
  };
  const selection = named();
  return selection
    ? select(catalogue, { ...selection, exactly: true }).filter(({ id }) => id !== ownWords)
    : [];
}

/** What was requested, without what the person left out; never more, whatever `leftOut` holds. */
export function agreedSelection(
  scope: RequestScope,
  asked: readonly CollectorDeclaration[],
  leftOut: readonly string[],
): Selection {
  const without = new Set(leftOut);
  return {
    preset: 'preset' in scope ? scope.preset : namedOneByOne,
    collectors: asked.map(({ id }) => id).filter((id) => !without.has(id)),
    exactly: true,
  };
}
