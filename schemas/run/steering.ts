import * as z from 'zod';

/**
 * What a person can decide about a phase or a workstream. `pause` lets a session end and starts none, `stop` ends it at
 * once; both go on with `resume`. `skip` and `defer` need a reason, `retry` starts again, with another runtime if one
 * is named. `review` sends comments on what an executor changed back to it.
 */
export const SteerVerb = z.enum(['pause', 'resume', 'stop', 'skip', 'defer', 'retry', 'review']);
export type SteerVerb = z.infer<typeof SteerVerb>;
