import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { RecordBody } from '#schemas/journal/records.ts';
import type { AgentRole } from '#schemas/run/policy.ts';
import type { AgentAnswer } from '../engine/ports.ts';
import { createAgentOutputs, type AgentOutputs } from './agent-outputs.ts';
import type { PersonQuestion } from './performer.ts';

/** An agent session that is under way, as CLUTCH's tools see it: whoever holds its token acts for it and for no other. */
export interface OpenSession {
  readonly run: string;
  /** Id of the effect that runs it. */
  readonly effect: string;
  readonly phase: string;
  readonly workstream: string;
  readonly role: AgentRole;
  /** `executor-api`, `validator`, … */
  readonly executor: string;
  readonly task: 'work' | 'contract';
  /** Absolute paths of the project and of the folder that the agent works in. */
  readonly root: string;
  readonly worktree: string;
  record(body: RecordBody): void;
  /** Asks a person; null when the session was ended meanwhile, and at once for what nobody has to answer. */
  ask(question: PersonQuestion): Promise<AgentAnswer | null>;
}

/** Tokens live as long as the session and this process: what survives a crash of ours is reaped by the next server. */
export interface OpenSessions {
  /** Returns the token: 256 random bits. */
  open(session: OpenSession): string;
  close(token: string): void;
  /** Null for a token that is forged, or whose session is over. */
  find(token: string): OpenSession | null;
  /** Those that work in this folder or above it; a folder is what a caller says, so it proves nothing. */
  around(folder: string): OpenSession[];
  /** What they say. */
  readonly outputs: AgentOutputs;
}

export function createOpenSessions(): OpenSessions {
  const sessions = new Map<string, OpenSession>();
  return {
    outputs: createAgentOutputs(),
    open(session) {
      const token = randomBytes(32).toString('base64url');
      sessions.set(token, session);
      return token;
    },
    close: (token) => void sessions.delete(token),
    find: (token) => sessions.get(token) ?? null,
    around: (folder) =>
      [...sessions.values()].filter(({ worktree }) => {
        const way = path.relative(worktree, folder);
        return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
      }),
  };
}
