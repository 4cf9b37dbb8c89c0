/** Characters. NIST SP 800-63B asks for eight where a service counts the tries; for a file nobody counts them. */
export const shortestPassphrase = 12;
