/** What a bundle may hold. Writer and reader share it, so that nobody can write what the desk then refuses. */
export const bundleLimits = {
  entries: 5005,
  /** One item, unpacked. Redaction can lengthen an item beyond the collectors' cap of 64 MiB. */
  itemBytes: 128 * 1024 * 1024,
  /** `manifest.json`, `findings.json`, `timeline.json`, `redactions.json` or `receipt.json`. */
  documentBytes: 16 * 1024 * 1024,
  /** Everything, unpacked. */
  totalBytes: 1024 * 1024 * 1024,
} as const;

export type BundleLimits = { [K in keyof typeof bundleLimits]: number };
