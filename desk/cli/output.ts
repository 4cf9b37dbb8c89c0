/** Where a command writes: whole lines, without the last line end. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}
