interface ImportMeta {
  /** Node's, for `vite.config.ts`. */
  readonly dirname: string;
}
