interface ImportMeta {
  /** The Node type, for `vite.config.ts`. */
  readonly dirname: string;
}
