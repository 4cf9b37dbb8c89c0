import { z } from 'zod';

/*
 * Compiled schemas need `new Function`, which the desk's content security policy forbids. A schema tries it when it is
 * created, so this module must be imported first.
 */
z.config({ jitless: true });
