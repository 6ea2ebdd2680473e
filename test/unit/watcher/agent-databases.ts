import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Databases as OpenCode 1.18 and OpenClaw 2026.9 make them, with the columns that matter. */

export const OPENCODE = '.local/share/opencode/opencode.db';
export const OPENCLAW = '.openclaw/agents/main/agent/openclaw-agent.sqlite';

const OPENCODE_TABLES = `
  CREATE TABLE session (
    id text PRIMARY KEY, project_id text NOT NULL, parent_id text, slug text NOT NULL, directory text NOT NULL,
    title text NOT NULL, version text NOT NULL, cost real DEFAULT 0 NOT NULL, tokens_input integer DEFAULT 0 NOT NULL,
    tokens_output integer DEFAULT 0 NOT NULL, tokens_reasoning integer DEFAULT 0 NOT NULL,
    tokens_cache_read integer DEFAULT 0 NOT NULL, tokens_cache_write integer DEFAULT 0 NOT NULL, model text,
    time_created integer NOT NULL, time_updated integer NOT NULL
  )`;

const OPENCLAW_TABLES = `
  CREATE TABLE session_nodes (
    session_key TEXT PRIMARY KEY, current_session_id TEXT NOT NULL, entry_json TEXT NOT NULL, updated_at INTEGER NOT NULL,
    label TEXT, display_name TEXT
  ) STRICT;
  CREATE TABLE session_windows (
    session_id TEXT PRIMARY KEY, session_key TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    transcript_updated_at INTEGER, model TEXT
  ) STRICT;
  CREATE TABLE transcript_events (
    session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT, created_at INTEGER NOT NULL, event_zstd BLOB,
    PRIMARY KEY (session_id, seq)
  ) STRICT;
  CREATE TABLE transcript_rewrite_watermarks (
    session_id TEXT PRIMARY KEY, generation TEXT NOT NULL, updated_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO session_nodes VALUES ('agent:main:main', 'c1', '{}', 1000, NULL, NULL);
  INSERT INTO session_windows VALUES ('c1', 'agent:main:main', 1000, 1000, 1000, 'fake-model');
  INSERT INTO transcript_rewrite_watermarks VALUES ('c1', 'g1', 1000)`;

function create(home: string, file: string, tables: string): DatabaseSync {
  const target = path.join(home, file);
  mkdirSync(path.dirname(target), { recursive: true });
  const database = new DatabaseSync(target);
  database.exec(`PRAGMA journal_mode = WAL; ${tables}`);
  return database;
}

export function createOpenCode(home: string): DatabaseSync {
  return create(home, OPENCODE, OPENCODE_TABLES);
}

export function addOpenCodeSession(database: DatabaseSync, id: string, parent: string | null, updated = 5000): void {
  database
    .prepare(
      `INSERT INTO session VALUES (?, 'global', ?, 'brave-falcon', '/home/ana/shop', 'Build the shop', '1.18.33', 0.00888,
       2400, 60, 40, 600, 0, '{"id":"fake-model","providerID":"fake"}', 1000, ?)`,
    )
    .run(id, parent, updated);
}

export function createOpenClaw(home: string): DatabaseSync {
  return create(home, OPENCLAW, OPENCLAW_TABLES);
}

const usage = { input: 1200, output: 50, cacheRead: 300, cacheWrite: 0, totalTokens: 1550, cost: { total: 0.5 } };

/** A run of the agent: what was asked, and two answers. */
export function addOpenClawRun(database: DatabaseSync, prompt: string, at: number): void {
  const events = [
    { type: 'session', version: 4, id: 'c1', cwd: '/home/ana/shop' },
    { type: 'message', message: { role: 'user', content: prompt } },
    { type: 'message', message: { role: 'assistant', content: [], usage } },
    { type: 'message', message: { role: 'toolResult', content: [] } },
    { type: 'message', message: { role: 'assistant', content: [], usage } },
  ];
  const insert = database.prepare(
    `INSERT INTO transcript_events VALUES
     ('c1', (SELECT coalesce(max(seq), -1) + 1 FROM transcript_events), ?, ?, NULL)`,
  );
  for (const event of events) insert.run(JSON.stringify(event), at);
  database.prepare('UPDATE session_windows SET transcript_updated_at = ?').run(at);
}
