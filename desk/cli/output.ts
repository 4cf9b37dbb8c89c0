/** Where a command writes. Each call adds the line end. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}
