/**
 * Characters. NIST SP 800-63B requires eight where a service limits the attempts; nothing limits
 * attempts on a file.
 */
export const shortestPassphrase = 12;
