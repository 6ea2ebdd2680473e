import * as z from 'zod';
import { TaskStatus } from '#schemas/protocol/tasks.ts';

/** What a command of a row acts on. Commands can be called by anybody with anything, hence a schema. */
export const NodeTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: z.string() }),
  z.object({ kind: z.literal('signal'), run: z.string(), signal: z.string() }),
  z.object({ kind: z.literal('phase'), run: z.string(), phase: z.string() }),
  z.object({ kind: z.literal('workstream'), run: z.string(), phase: z.string(), workstream: z.string() }),
  z.object({
    kind: z.literal('comparison'),
    run: z.string(),
    phase: z.string(),
    from: z.string(),
    to: z.string(),
  }),
  z.object({
    kind: z.literal('plan'),
    root: z.string(),
    prd: z.string(),
    /** Ids of phases; null or absent: from the first that is not completed, to the last. */
    start: z.string().nullable(),
    end: z.string().nullable().optional(),
  }),
  /** A machine of the shared project at `root`. */
  z.object({ kind: z.literal('peer'), root: z.string(), machine: z.string() }),
  /** A machine that asks to take part. */
  z.object({ kind: z.literal('joining'), root: z.string(), machine: z.string() }),
  z.object({ kind: z.literal('request'), root: z.string(), request: z.string() }),
  z.object({ kind: z.literal('task'), task: z.string() }),
  /** All tasks of one status. */
  z.object({ kind: z.literal('column'), status: TaskStatus }),
  z.object({ kind: z.literal('project'), root: z.string() }),
  /** What a check of this machine has found. */
  z.object({ kind: z.literal('finding'), finding: z.string() }),
]);
export type NodeTarget = z.infer<typeof NodeTarget>;

/**
 * Where a click leads: a file (absolute path, one-based line), a read-only document of ours, two contracts side by side,
 * a task with its history, the choices that a signal offers, what a workstream changed in a file, the transcript of an
 * agent (absolute path), the Monitor, another view, or the question whether a
 * machine may join.
 */
export type OpenTarget =
  | { readonly kind: 'file'; readonly path: string; readonly line: number }
  | { readonly kind: 'document'; readonly path: string }
  | {
      readonly kind: 'comparison';
      readonly run: string;
      readonly phase: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'task'; readonly task: string }
  | {
      readonly kind: 'change';
      readonly run: string;
      readonly phase: string;
      readonly workstream: string;
      /** Relative to the project. */
      readonly path: string;
    }
  | { readonly kind: 'signal'; readonly run: string; readonly signal: string }
  | { readonly kind: 'transcript'; readonly path: string }
  | { readonly kind: 'monitor'; readonly run: string }
  /** The command that brings another view or page to the front, and starts nothing. */
  | { readonly kind: 'view'; readonly command: string }
  | { readonly kind: 'joining'; readonly root: string; readonly machine: string };

/** What VS Code holds for a row, and hands to the commands of that row. */
export interface TreeElement {
  readonly id: string;
  readonly target: NodeTarget | undefined;
}

/** A row of a tree as plain data; equal data means that nothing has to be drawn. */
export interface TreeNode {
  /** Unique in its tree and the same for the same thing for ever: VS Code keeps selection and folding by it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon: NodeIcon;
  /** What a screen reader says; the icon's meaning included. */
  readonly spoken: string;
  /** Matched by `viewItem` in when clauses. */
  readonly contextValue?: string;
  readonly open?: OpenTarget;
  readonly target?: NodeTarget;
  /** A box to tick; the tooltip says what that means. */
  readonly checkbox?: { readonly ticked: boolean; readonly tooltip: string };
  readonly expanded?: boolean;
  readonly children?: readonly TreeNode[];
}

export interface NodeIcon {
  /** Name of a codicon. */
  readonly name: string;
  /** Id of a theme colour. */
  readonly color?: string;
}
