import * as z from 'zod';
import { plus } from '../aggregate.ts';
import { Count } from '../formats/fields.ts';
import { titleOf } from '../redact.ts';
import type { ToldSession } from '../view.ts';
import { createDatabaseSource, type DatabaseSource } from './source.ts';

const Numbers = z.object({
  cost: Count,
  tokens_input: Count,
  tokens_output: Count,
  tokens_reasoning: Count,
  tokens_cache_read: Count,
  tokens_cache_write: Count,
  time_created: z.number(),
  time_updated: z.number(),
});
const Row = Numbers.extend({
  id: z.string(),
  parent_id: z.string().nullable(),
  directory: z.string(),
  title: z.string(),
  model: z.string().nullable(),
});

const MAX_SESSIONS = 2000;
const TEXTS = ['id', 'parent_id', 'directory', 'title', 'model'].map((name) => `substr(${name}, 1, 4096) AS ${name}`);
const COLUMNS = [...TEXTS, ...Object.keys(Numbers.shape)].join(', ');
const QUERY = `SELECT ${COLUMNS} FROM session ORDER BY time_updated DESC LIMIT ${MAX_SESSIONS}`;

/** OpenCode keeps sums for each session: every token once, reasoning beside the output. Helpers are sessions below. */
export function openCodeSource(file: string): DatabaseSource {
  return createDatabaseSource('opencode', file, (database) => {
    const rows = database
      .prepare(QUERY)
      .all()
      .flatMap((row) => Row.safeParse(row).data ?? []);
    const told = new Map(rows.map((row) => [row.id, toldBy(row, file)]));
    for (const { id, parent_id: parent } of rows) {
      const helper = told.get(id);
      const above = parent === null ? undefined : told.get(parent);
      if (!helper || !above) continue;
      told.delete(id);
      told.set(above.id, withHelper(above, helper));
    }
    return [...told.values()];
  });
}

function toldBy(row: z.infer<typeof Row>, file: string): ToldSession {
  return {
    agent: 'opencode',
    id: row.id,
    cwd: row.directory || null,
    title: titleOf(row.title),
    model: modelOf(row.model),
    tokens: {
      input: row.tokens_input,
      cachedRead: row.tokens_cache_read,
      cachedWrite: row.tokens_cache_write,
      output: row.tokens_output + row.tokens_reasoning,
    },
    costUsd: row.cost,
    startedAt: row.time_created,
    lastActivityAt: row.time_updated,
    writtenAt: row.time_updated,
    file,
    read: 'all',
    skippedLines: 0,
  };
}

function withHelper(session: ToldSession, helper: ToldSession): ToldSession {
  const { tokens, costUsd } = session;
  return {
    ...session,
    tokens: tokens && helper.tokens ? plus(tokens, helper.tokens) : tokens,
    costUsd: (costUsd ?? 0) + (helper.costUsd ?? 0),
    lastActivityAt: Math.max(session.lastActivityAt, helper.lastActivityAt),
    writtenAt: Math.max(session.writtenAt, helper.writtenAt),
  };
}

/** A JSON object with the model's id. */
function modelOf(text: string | null): string | null {
  try {
    return z.object({ id: z.string() }).parse(JSON.parse(text ?? '')).id;
  } catch {
    return null;
  }
}
