/**
 * To be imported before any schema. zod probes for `eval` when an object schema is made, to be faster with it; our
 * content security policy forbids that, and every probe would be reported as a violation.
 */
import { config } from 'zod';

config({ jitless: true });
