import * as z from 'zod';

/** A path from the root of a file system, of any platform. */
export const AbsolutePath = z
  .string()
  .max(4096)
  .regex(/^(?:[/\\]|[A-Za-z]:[/\\])/, 'An absolute path');
