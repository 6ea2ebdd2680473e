import type { TokenCounts } from '#schemas/run/usage.ts';

/** What one record of a transcript says about its session, in the same words for every agent. */
export interface Said {
  /** The agent's id of the session. */
  readonly session?: string | undefined;
  /** Where it works. */
  readonly cwd?: string | undefined;
  /** When the session began, in milliseconds since the epoch; without it the earliest record says. */
  readonly began?: number | undefined;
  /** When the record was written. */
  readonly at?: number | undefined;
  /** What a person asked; the first one is what the session is about. */
  readonly prompt?: string | undefined;
  /** A title; it goes before the prompt, and the last one counts. */
  readonly title?: string | undefined;
  readonly model?: string | undefined;
  /** What the whole session has cost so far, in US dollars. */
  readonly costUsd?: number | undefined;
  /** Answers of the model with what each used. The last word about an id counts, in whatever file it stands. */
  readonly answers?: readonly Answer[] | undefined;
  /** For an agent that counts itself: what the session and its last answer used. `last` finds what a fork began with. */
  readonly total?: { readonly all: TokenCounts; readonly last: TokenCounts } | undefined;
}

export interface Answer {
  readonly id: string;
  readonly tokens: TokenCounts;
}

/** How one agent writes its transcripts. */
export interface TranscriptFormat {
  /** Reads one record, which may be anything. Null when it says nothing of use. */
  read(record: unknown): Said | null;
}
