import path from 'node:path';
import { readSmallFile } from '../platform/read-small-file.ts';
import type { SessionAgent } from '#schemas/sessions.ts';
import { claudeFormat } from './formats/claude.ts';
import { codexFormat } from './formats/codex.ts';
import { geminiFormat } from './formats/gemini.ts';
import type { Said, TranscriptFormat } from './said.ts';

/** Where an agent keeps transcripts, and how it writes them. */
export interface TranscriptPlace {
  readonly agent: SessionAgent;
  /** Absolute path; it need not be there. */
  readonly folder: string;
  /** Which files below it are transcripts: paths relative to it, with `/`. */
  readonly pattern: RegExp;
  /** How deep they lie: 1 is the folder itself. */
  readonly depth: number;
  readonly format: TranscriptFormat;
  /** What is known of a session before its transcript is read. */
  readonly fromPath?: (path: string) => Said;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The folders of the agents that write files, where the environment does not put them elsewhere. */
export function transcriptPlaces(environment: Environment, home: string): TranscriptPlace[] {
  const claude = environment['CLAUDE_CONFIG_DIR'] || path.join(home, '.claude');
  const codex = environment['CODEX_HOME'] || path.join(home, '.codex');
  const gemini = path.join(environment['GEMINI_CLI_HOME'] || home, '.gemini');
  return [
    {
      agent: 'claude',
      folder: path.join(claude, 'projects'),
      pattern: /^[^/]+\/(?:[^/]+|[^/]+\/subagents\/agent-[^/]+)\.jsonl$/,
      depth: 4,
      format: claudeFormat,
    },
    {
      agent: 'codex',
      folder: path.join(codex, 'sessions'),
      pattern: /^\d+\/\d+\/\d+\/rollout-[^/]+\.jsonl$/,
      depth: 4,
      format: codexFormat,
    },
    {
      agent: 'codex',
      folder: path.join(codex, 'archived_sessions'),
      pattern: /^rollout-[^/]+\.jsonl$/,
      depth: 1,
      format: codexFormat,
    },
    {
      agent: 'gemini',
      folder: path.join(gemini, 'tmp'),
      pattern: /^[^/]+\/chats\/(?:session-[^/]+\.jsonl?|[^/]+\/[^/]+\.jsonl)$/,
      depth: 4,
      format: geminiFormat,
      fromPath: geminiSession,
    },
  ];
}

/** A helper's transcript lies in a folder named for its session; the project's own path lies above the transcripts. */
function geminiSession(file: string): Said {
  const [project = file, inChats = ''] = file.split(/[\\/]chats[\\/]/);
  const [parent, name] = inChats.split(/[\\/]/);
  const cwd = readSmallFile(path.join(project, '.project_root')).trim();
  return { cwd: cwd === '' ? undefined : cwd, session: name === undefined ? undefined : parent };
}

/** OpenCode's database. */
export function openCodeDatabase(environment: Environment, home: string): string {
  const data = path.join(environment['XDG_DATA_HOME'] || path.join(home, '.local', 'share'), 'opencode');
  return path.resolve(data, environment['OPENCODE_DB'] || 'opencode.db');
}

/** The folder in which each of OpenClaw's agents has a folder with a database. */
export function openClawAgents(environment: Environment, home: string): string {
  return path.join(environment['OPENCLAW_STATE_DIR'] || path.join(home, '.openclaw'), 'agents');
}
