import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { PromptWording } from '#schemas/protocol/analytics.ts';

/** That a session was told a prompt; the text itself is a record. */
export const SentPrompt = z.object({
  id: z.number().int(),
  effect: z.string(),
  template: z.string(),
  version: z.string(),
  at: z.number(),
});
export type SentPrompt = z.infer<typeof SentPrompt>;

/** What is known of prompts over all runs: who was told which, and how each version was worded. */
export interface PromptStore {
  /** Prompts that were recorded after the one with this id, oldest first. */
  sentPrompts(after: number, limit: number): SentPrompt[];
  /** Keeps how a version is worded; the first of the same source counts. */
  keepWording(wording: PromptWording): void;
  wordings(): PromptWording[];
}

const IS_PROMPT = "json_extract(body, '$.body.kind') = 'prompt'";
const COLUMNS = [
  "json_extract(body, '$.effect')",
  "json_extract(body, '$.body.template')",
  "json_extract(body, '$.body.version')",
  "json_extract(body, '$.at')",
].join(', ');

/** The index holds all that is asked of a prompt but its text, so that years of prompts are listed without reading them. */
export const PROMPT_TABLES = `
  CREATE INDEX IF NOT EXISTS record_prompt ON record (id, ${COLUMNS}) WHERE ${IS_PROMPT};
  CREATE TABLE IF NOT EXISTS wording (template TEXT NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (template, version, source)) STRICT;
`;

export function createPromptStore(database: DatabaseSync): PromptStore {
  const sent = database.prepare(
    `SELECT id, ${COLUMNS} FROM record INDEXED BY record_prompt WHERE ${IS_PROMPT} AND id > ? ORDER BY id LIMIT ?`,
  );
  sent.setReturnArrays(true);
  const keep = database.prepare('INSERT INTO wording VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const wordings = database.prepare('SELECT template, version, source, text FROM wording ORDER BY rowid');
  return {
    sentPrompts: (after, limit) => sent.all(after, limit).flatMap(toSentPrompt),
    keepWording: ({ template, version, source, text }) => void keep.run(template, version, source, text),
    wordings: () =>
      wordings.all().flatMap((row) => {
        const parsed = PromptWording.safeParse(row);
        return parsed.success ? [parsed.data] : [];
      }),
  };
}

/** One that cannot be read is left out: nothing but a figure depends on it. */
function toSentPrompt(row: unknown): SentPrompt[] {
  const [id, effect, template, version, at] = Array.isArray(row) ? row : [];
  const parsed = SentPrompt.safeParse({ id, effect, template, version, at });
  return parsed.success ? [parsed.data] : [];
}
