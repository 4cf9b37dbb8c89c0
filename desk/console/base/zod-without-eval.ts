import { z } from 'zod';

/*
 * Compiled schemas need `new Function`, which the desk's content security policy forbids. A schema tries it when it is
 * made, so this module must come before every other import.
 */
z.config({ jitless: true });
