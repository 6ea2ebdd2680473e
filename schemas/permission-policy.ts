import * as z from 'zod';
import { ActionClass, ALWAYS_ASKED } from './run/permission.ts';
import { AgentRole } from './run/policy.ts';

const Words = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\S+(?: \S+){0,7}$/, 'words with one space between them');
const PathGlob = z.string().min(1).max(400);
const Host = z
  .string()
  .max(253)
  .regex(/^(?:\*\.)?[a-z0-9[\]:-]+(?:\.[a-z0-9-]+)*$/, 'a host in small letters, or `*.example.com`');
const fields = {
  command: Words.optional().describe('A program with its subcommand and operands: `npm test`.'),
  paths: z
    .array(PathGlob)
    .min(1)
    .max(50)
    .optional()
    .describe('Patterns with `*` and `**`, relative to the worktree, absolute, or from `~/`.'),
  access: z
    .enum(['read', 'write', 'run'])
    .optional()
    .describe('What is done to the paths: looked at, changed or deleted, executed.'),
  hosts: z.array(Host).min(1).max(50).optional().describe('Hosts: `example.com`, `*.example.com`.'),
  roles: z.array(AgentRole).min(1).optional().describe('Only for agents with one of these roles.'),
};

/** What a clause is about: everything that it names has to fit. */
const Clause = z
  .strictObject({ class: ActionClass.optional().describe('What the action does at most.'), ...fields })
  .refine((one) => Object.keys(one).length > 0, 'a clause has to name something');
export type PermissionClause = z.infer<typeof Clause>;

/** A clause that allows is narrow: it never means a whole class, all paths or all hosts. */
const AllowClause = z
  .strictObject({
    class: ActionClass.exclude(ALWAYS_ASKED).optional().describe('What the action does at most.'),
    ...fields,
    paths: z
      .array(PathGlob.regex(/^(?:~\/|\/)?[^*?/~][^*?/]*/, 'begins with a folder that is named'))
      .min(1)
      .max(50)
      .optional(),
    hosts: z
      .array(Host.regex(/^(?!\*\.[^.]+$)/, 'names at least `*.example.com`'))
      .min(1)
      .max(50)
      .optional(),
  })
  .refine(
    ({ command, paths, hosts }) => command !== undefined || paths !== undefined || hosts !== undefined,
    'what is allowed has to be narrow: name a command, paths or hosts',
  );

const Clauses = z.array(Clause).max(200).default([]);

/** What agents may do without asking, what a person is asked about, and what they may not do. */
export const PermissionPolicy = z.strictObject({
  allow: z
    .array(AllowClause)
    .max(200)
    .default([])
    .describe(
      'What agents may do without asking. Publishing, destructive commands, secrets, administrator rights, devices and network settings are asked about all the same.',
    ),
  ask: Clauses.describe('What a person is asked about each time, even where it would be allowed.'),
  deny: Clauses.describe('What agents may not do; nobody is asked.'),
});
export type PermissionPolicy = z.infer<typeof PermissionPolicy>;
