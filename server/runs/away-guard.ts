import type { NamedPolicy } from '../permissions/judge.ts';

/** What an away plan does to the decisions about what agents want. */
export interface AwayGuard {
  readonly policy: NamedPolicy;
  /** By whom nothing but reading is allowed by default. */
  readonly bounds: string;
  /** Whether what would be asked is denied for now; else it waits for a person. */
  readonly skips: boolean;
}

/** Behind the clause of what was not asked because nobody was there. */
export const SKIPPED = '; skipped, because nobody is there to ask';
