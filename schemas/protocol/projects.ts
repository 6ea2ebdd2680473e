import * as z from 'zod';
import { AbsolutePath } from '#schemas/absolute-path.ts';
import { MachineRole } from '#schemas/wire/machine.ts';

/**
 * How this machine stands to a project. `new`: nobody has said anything about it. `detached`: a person does not want it
 * to be shown or followed here.
 */
export const ProjectState = z.enum(['attached', 'detached', 'new']);
export type ProjectState = z.infer<typeof ProjectState>;

/** Something about a project that a person should know, and where they can do something about it. */
export const ProjectWarning = z.object({
  id: z.enum([
    'gone',
    'new',
    'no-git',
    'git-problem',
    'no-commit',
    'settings',
    'under-way',
    'unsaved-plan',
    'worktrees-left',
    'little-space',
    'artifacts-missing',
    'not-reached',
  ]),
  /** A sentence: what was seen, and what to do. */
  text: z.string(),
});
export type ProjectWarning = z.infer<typeof ProjectWarning>;

/** What this machine keeps about a project, outside of its repository. */
export const RegisteredProject = z.object({
  /** Absolute, links resolved. */
  root: z.string(),
  name: z.string(),
  state: ProjectState,
  /** Milliseconds since the epoch when it was attached or detached; null where nobody said it. */
  since: z.number().nullable(),
  /** Absolute path of the folder for what is too large for git; null where there is none. */
  artifacts: z.string().nullable(),
});
export type RegisteredProject = z.infer<typeof RegisteredProject>;

export const ProjectStanding = RegisteredProject.extend({
  /** The same as `ProjectView.id`. */
  id: z.string(),
  role: MachineRole,
  /** Where the role is from: `roster 4 of main-pc`, `alone: nothing is shared`. */
  roleSource: z.string(),
  /** The gravest first. */
  warnings: z.array(ProjectWarning),
});
export type ProjectStanding = z.infer<typeof ProjectStanding>;

/**
 * The projects in these folders and below them, detached ones too; without folders those that are registered, and those
 * with a plan in the machine's `projectsRoot`.
 */
export const ListProjectsMethod = 'clutch/projects';
export const ListProjectsParams = z.object({ folders: z.array(z.string().max(4096)).max(64) });
export type ListProjectsParams = z.infer<typeof ListProjectsParams>;
export const ListProjectsResult = z.object({ projects: z.array(ProjectStanding) });
export type ListProjectsResult = z.infer<typeof ListProjectsResult>;

const ProjectName = z.string().trim().min(1).max(100);

/** Attaches the project in this folder, or changes what is kept about it. What is absent stays as it is. */
export const AttachProjectMethod = 'clutch/projects/attach';
export const AttachProjectParams = z.object({
  folder: AbsolutePath,
  name: ProjectName.optional(),
  /** Null: none of its own. */
  artifacts: AbsolutePath.nullable().optional(),
});
export type AttachProjectParams = z.infer<typeof AttachProjectParams>;

/** Shows and follows the project no longer. Its runs stay in the journal and its repository as it is. */
export const DetachProjectMethod = 'clutch/projects/detach';
export const DetachProjectParams = z.object({ folder: AbsolutePath });
export type DetachProjectParams = z.infer<typeof DetachProjectParams>;
