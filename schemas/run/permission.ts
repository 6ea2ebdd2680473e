import * as z from 'zod';

/** What an action does at most. `unknown`: it cannot be told, so a person is asked. */
export const ActionClass = z.enum([
  'read',
  'write-in-scope',
  'write-out-of-scope',
  'network',
  'package-install',
  'git-publish',
  'privilege',
  'credentials',
  'network-configuration',
  'hardware',
  'destructive',
  'unknown',
]);
export type ActionClass = z.infer<typeof ActionClass>;

/** No policy and no earlier yes allows these: a person is asked each time, unless a clause denies it. */
export const ALWAYS_ASKED = [
  'git-publish',
  'hardware',
  'network-configuration',
  'destructive',
  'credentials',
  'privilege',
] as const satisfies readonly ActionClass[];

/** For how long a person's yes holds: this action, all like it in this workstream, or in this run. Never everything. */
export const GrantScope = z.enum(['once', 'workstream', 'run']);
export type GrantScope = z.infer<typeof GrantScope>;

/** What became of a request for permission, with the clause that decided. */
export const PermissionDecision = z.object({
  /** In the agent's words. */
  title: z.string().max(1000),
  /** What is to be run, where it is a command. */
  command: z.string().max(4000).nullable(),
  paths: z.array(z.string().max(4096)).max(50),
  class: ActionClass,
  /** What of its class it is: `npm install`, `example.com`; a grant holds for the same class and subject. */
  subject: z.string().max(500),
  outcome: z.enum(['allowed', 'denied', 'cancelled']),
  by: z.enum(['policy', 'person', 'limit']),
  /** `permissions.deny[0] git-publish`, `always asked: sudo`, `allowed for this run by a person`. */
  clause: z.string().max(1000),
  scope: GrantScope,
});
export type PermissionDecision = z.infer<typeof PermissionDecision>;
