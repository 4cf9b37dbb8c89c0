import type { AnalyzerId } from '#contract/bundle/analyzers.ts';
import type { Finding } from '#contract/bundle/finding.ts';
import type { ShapedItem, ShapedItemId } from '#contract/collector/item-shapes.ts';

export type AnalyzerItems<K extends ShapedItemId> = { readonly [P in K]: ShapedItem<P> };

/** Reads items and states findings. Pure: the same items give the same findings, on the device and at the desk. */
export interface Analyzer<K extends ShapedItemId = ShapedItemId> {
  readonly id: AnalyzerId;
  /** All of them must be there and have their shape; otherwise the analyzer does not run and is named as failed. */
  readonly reads: readonly K[];
  /**
   * Its items belong to presets that are chosen for a reason. Where they were not collected, it does not run and is not
   * named: the manifest says which collectors ran, and why one gave nothing.
   */
  readonly onlyWhenCollected?: true;
  /** Throws an `Error` whose message says why nothing could be judged; "no findings" means "looked, and all is well". */
  analyze(items: AnalyzerItems<K>): Finding[];
}
