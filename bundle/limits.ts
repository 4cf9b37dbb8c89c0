/**
 * The limits of a bundle. Writer and reader share them, so that no one can write a bundle that the
 * desk refuses.
 */
export const bundleLimits = {
  entries: 5005,
  /** One unpacked item. Redaction can make an item longer than the collectors' limit of 64 MiB. */
  itemBytes: 128 * 1024 * 1024,
  /** `manifest.json`, `findings.json`, `timeline.json`, `redactions.json` or `receipt.json`. */
  documentBytes: 16 * 1024 * 1024,
  /** All unpacked items and documents. */
  totalBytes: 1024 * 1024 * 1024,
} as const;

export type BundleLimits = { [K in keyof typeof bundleLimits]: number };
