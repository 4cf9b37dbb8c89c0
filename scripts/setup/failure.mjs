/** A failure a person can act on: what happened (with the value), and the way out. Anything else is a bug of set-up. */
export class SetupFailure extends Error {
  /**
   * @param {string} message one sentence that quotes the value
   * @param {{ wayOut: string, output?: string }} details `output`: what the failed command printed, shown in full
   */
  constructor(message, { wayOut, output = '' }) {
    super(message);
    this.name = 'SetupFailure';
    this.wayOut = wayOut;
    this.output = output;
  }
}

/**
 * The text for a failed set-up, the command's own output first so that the way out stands last, next to the prompt.
 * @param {unknown} error
 * @returns {string}
 */
export function failureText(error) {
  if (!(error instanceof SetupFailure)) {
    const text = error instanceof Error ? error.stack || error.message : String(error);
    return `${text}\nSet-up stopped at an error it does not know. Please report it with the lines above.\n`;
  }
  const output = error.output.trim();
  return `${output ? `${output}\n\n` : ''}Set-up stopped: ${error.message}\nWhat to do: ${error.wayOut}\n`;
}
