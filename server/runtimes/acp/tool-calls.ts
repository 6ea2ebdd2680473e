import * as z from 'zod';
import type { ToolKind, ToolStatus } from '../../engine/ports.ts';
import { readToolInput, type ToolInput } from './tool-input.ts';

/** A longer title is cut; where the title is a command, it is not known then. */
const MAX_TITLE = 16 * 1024;
const MAX_SHOWN_TITLE = 500;
const MAX_PATHS = 100;
/** Tool calls that are remembered for their later mentions. */
const MAX_TOOLS = 2_000;

/** What is known of one call of a tool, from all its mentions. */
export interface ToolState {
  /** For a person, cut to 500 characters. */
  readonly title: string;
  /** Null where there is none, or too much of it. */
  readonly wholeTitle: string | null;
  readonly status: ToolStatus;
  readonly kind: ToolKind | null;
  /** Files that it names beside its input. */
  readonly paths: readonly string[];
  /** Of the latest mention that told it; null when none did, and when the call is over. */
  readonly input: ToolInput | null;
}

export interface ToolCalls {
  /** Merges what is known of a tool call with a further mention of it. Null for what is no tool call. */
  upsert(mention: unknown): { readonly id: string; readonly state: ToolState } | null;
}

const ToolKindField = z.enum([
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
]) satisfies z.ZodType<ToolKind>;
const Place = z.object({ path: z.string() });
const Mention = z.object({
  toolCallId: z.string().max(500),
  title: z.string().nullish(),
  status: z.enum(['pending', 'in_progress', 'completed', 'failed']).nullish().catch(null),
  kind: ToolKindField.nullish().catch(null),
  locations: z.array(Place).nullish().catch(null),
  /** Changes that are shown name their file, too. */
  content: z.array(Place.nullable().catch(null)).nullish().catch(null),
  rawInput: z.unknown().optional(),
});
type Mention = z.infer<typeof Mention>;

export function createToolCalls(): ToolCalls {
  const tools = new Map<string, ToolState>();
  return {
    upsert(value) {
      const mention = Mention.safeParse(value);
      if (!mention.success) return null;
      const { toolCallId: id } = mention.data;
      const state = merge(tools.get(id), mention.data);
      tools.set(id, state);
      const [oldest] = tools.keys();
      if (tools.size > MAX_TOOLS && oldest !== undefined) tools.delete(oldest);
      return { id, state };
    },
  };
}

function merge(known: ToolState | undefined, mention: Mention): ToolState {
  const { title, locations, content } = mention;
  const status = mention.status ?? known?.status ?? 'pending';
  const over = status === 'completed' || status === 'failed';
  const places = [...(locations ?? []), ...(content ?? [])].filter((place) => place !== null);
  const paths = places.map(({ path }) => path.slice(0, 4_096));
  return {
    title: title?.slice(0, MAX_SHOWN_TITLE) ?? known?.title ?? 'Tool',
    wholeTitle: over ? null : wholeTitle(title, known),
    status,
    kind: mention.kind ?? known?.kind ?? null,
    // One more than can be judged, so that it is seen that there were too many.
    paths: over ? [] : [...new Set([...(known?.paths ?? []), ...paths])].slice(0, MAX_PATHS + 1),
    // What is given anew replaces all that was given before: a command of then says nothing about the deed of now.
    input: over ? null : (readToolInput(mention.rawInput) ?? known?.input ?? null),
  };
}

function wholeTitle(title: Mention['title'], known: ToolState | undefined): string | null {
  if (title === null || title === undefined) return known?.wholeTitle ?? null;
  return title.length > MAX_TITLE ? null : title;
}

/** More files than anybody could judge. */
export const namesTooMany = ({ paths }: ToolState) => paths.length > MAX_PATHS;
