import * as z from 'zod';
import { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { RunView } from '#schemas/run/run.ts';

export const PlannedPhase = z.object({
  id: z.string(),
  title: z.string(),
  line: z.number().int().positive(),
  /** Path of the PRP, relative to the project root. */
  prp: z.string().nullable(),
  /** From WORKFLOW.md; `unknown` when the tracker does not say. */
  status: z.enum(['completed', 'in-progress', 'deferred', 'pending', 'unknown']),
});
export type PlannedPhase = z.infer<typeof PlannedPhase>;

export const PlannedPrd = z.object({
  /** Relative to the project root. */
  path: z.string(),
  title: z.string(),
  phases: z.array(PlannedPhase),
});
export type PlannedPrd = z.infer<typeof PlannedPrd>;

export const ProjectView = z.object({
  id: z.string(),
  name: z.string(),
  root: z.string(),
  prds: z.array(PlannedPrd),
  /** Why the project cannot be read, where it cannot. */
  problem: z.string().nullable(),
});
export type ProjectView = z.infer<typeof ProjectView>;

/** Everything the trees show. `folders` are the window's workspace folders; the server finds the projects in them. */
export const OverviewMethod = 'clutch/overview';
export const OverviewParams = z.object({ folders: z.array(z.string().max(4096)).max(64) });
export type OverviewParams = z.infer<typeof OverviewParams>;
export const Overview = z.object({
  projects: z.array(ProjectView),
  runs: z.array(RunView),
  /** This machine first, then those that it shares projects with. */
  peers: z.array(PeerView),
  /** The shared ones among the projects. */
  collab: z.array(CollabView),
});
export type Overview = z.infer<typeof Overview>;

/** Notification: plan documents of a project changed on disk, ask for the overview again. At most 2 a second. */
export const OverviewChangedMethod = 'clutch/overview/changed';
