import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { TokenCounts } from '#schemas/run/usage.ts';
import { plus } from '../aggregate.ts';
import { Count, Text } from '../formats/fields.ts';
import type { Pace } from '../pace.ts';
import { titleOf } from '../redact.ts';
import type { ToldSession } from '../view.ts';
import { createDatabaseSource, type DatabaseSource } from './source.ts';

const Window = z.object({
  session_id: z.string(),
  created_at: z.number(),
  written_at: z.number(),
  model: z.string().nullable(),
  label: z.string().nullable(),
  generation: z.string().nullable(),
});
type Window = z.infer<typeof Window>;

const MAX_SESSIONS = 500;
const WINDOWS = `
  SELECT w.session_id, w.created_at, coalesce(w.transcript_updated_at, w.updated_at) AS written_at, substr(w.model, 1, 200) AS model,
    substr(coalesce(n.label, n.display_name), 1, 4096) AS label, r.generation
  FROM session_windows w JOIN session_nodes n USING (session_key) LEFT JOIN transcript_rewrite_watermarks r USING (session_id)
  ORDER BY written_at DESC LIMIT ${MAX_SESSIONS}`;

const MAX_EVENT_BYTES = 1_048_576;
const BATCH = 200;
const EVENTS = `
  SELECT seq, CASE WHEN length(event_json) <= ${MAX_EVENT_BYTES} THEN event_json END AS event FROM transcript_events
  WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ${BATCH}`;

const SessionEvent = z.object({ type: z.literal('session'), cwd: Text });
const Cost = z.object({ total: Count }).optional();
const MessageEvent = z.object({
  type: z.literal('message'),
  message: z.object({
    role: z.string(),
    content: z.unknown(),
    usage: z.object({ input: Count, output: Count, cacheRead: Count, cacheWrite: Count, cost: Cost }).optional(),
  }),
});

/** What the events of a session have said so far. The sums in its row are those of its last run alone. */
interface Read {
  readonly generation: string | null;
  readonly writtenAt: number;
  readonly seq: number;
  readonly cwd: string | null;
  readonly prompt: string | null;
  readonly tokens: TokenCounts | null;
  readonly costUsd: number | null;
  readonly skipped: number;
}

/** Each of OpenClaw's agents has a database of its own. */
export function openClawDatabases(agents: string): string[] {
  try {
    return readdirSync(agents, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.join(agents, name, 'agent', 'openclaw-agent.sqlite'));
  } catch {
    // OpenClaw was never used here.
    return [];
  }
}

export function openClawSource(file: string): DatabaseSource {
  const known = new Map<string, Read>();
  return createDatabaseSource('openclaw', file, async (database, pace) => {
    const windows = database
      .prepare(WINDOWS)
      .all()
      .flatMap((row) => Window.safeParse(row).data ?? []);
    for (const window of windows) {
      const before = known.get(window.session_id);
      if (before?.writtenAt === window.written_at && before.generation === window.generation) continue;
      known.set(window.session_id, await readEvents(database, window, before, pace));
    }
    return windows.map((window) => toldBy(window, known.get(window.session_id), file));
  });
}

/** Goes on behind the last event, unless the agent has written its history anew. */
async function readEvents(database: DatabaseSync, window: Window, before: Read | undefined, pace: Pace): Promise<Read> {
  const { session_id: id, generation, written_at: writtenAt } = window;
  const nothing = { seq: -1, cwd: null, prompt: null, tokens: null, costUsd: null, skipped: 0 };
  const goesOn = before !== undefined && before.generation === generation;
  let read: Read = { ...(goesOn ? before : nothing), generation, writtenAt };
  const events = database.prepare(EVENTS);
  for (;;) {
    const rows = events.all(id, read.seq);
    for (const row of rows) read = { ...withEvent(read, row['event']), seq: Number(row['seq']) };
    await pace.breathe();
    if (rows.length < BATCH) return read;
  }
}

function withEvent(read: Read, text: unknown): Read {
  const event = parse(text);
  // Too long, or packed away by the agent.
  if (event === undefined) return { ...read, skipped: read.skipped + 1 };
  const session = SessionEvent.safeParse(event).data;
  if (session) return { ...read, cwd: session.cwd.slice(0, 4096) };
  const message = MessageEvent.safeParse(event).data?.message;
  if (!message) return read;
  const { role, content, usage } = message;
  if (role === 'user' && read.prompt === null) return { ...read, prompt: typeof content === 'string' ? content : null };
  if (!usage) return read;
  const { input, output, cacheRead: cachedRead, cacheWrite: cachedWrite } = usage;
  const tokens = { input, cachedRead, cachedWrite, output };
  return {
    ...read,
    tokens: read.tokens ? plus(read.tokens, tokens) : tokens,
    costUsd: usage.cost ? (read.costUsd ?? 0) + usage.cost.total : read.costUsd,
  };
}

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function toldBy(window: Window, read: Read | undefined, file: string): ToldSession {
  return {
    agent: 'openclaw',
    id: window.session_id,
    cwd: read?.cwd ?? null,
    title: titleOf(window.label ?? read?.prompt ?? ''),
    model: window.model,
    tokens: read?.tokens ?? null,
    costUsd: read?.costUsd ?? null,
    startedAt: window.created_at,
    lastActivityAt: window.written_at,
    writtenAt: window.written_at,
    file,
    read: 'all',
    skippedLines: read?.skipped ?? 0,
  };
}
