import type { AnalyzerId } from '#contract/bundle/analyzers.ts';
import type { Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem, ShapedItemId } from '#contract/collector/item-shapes.ts';

export type AnalyzerItems<K extends ShapedItemId> = { readonly [P in K]: ShapedItem<P> };

/**
 * Reads items and returns findings. Pure: the same items give the same findings, on the device and
 * at the desk.
 */
export interface Analyzer<K extends ShapedItemId = ShapedItemId> {
  readonly id: AnalyzerId;
  /**
   * All of them must exist and match their shape; otherwise the analyzer does not run and is listed
   * as failed.
   */
  readonly reads: readonly K[];
  /**
   * Its items belong to optional presets. When they were not collected, the analyzer does not run
   * and is not listed as failed: the manifest says which collectors ran, and why a collector
   * returned nothing.
   */
  readonly onlyWhenCollected?: true;
  /**
   * Throws an `Error` whose message says why the items could not be judged; an empty list means
   * that the analyzer looked and found no problem.
   */
  analyze(items: AnalyzerItems<K>): Finding[];
}
