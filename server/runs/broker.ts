import type { AgentAnswer, AgentOption, AgentRequest } from '../engine/ports.ts';
import { resolveInside } from '../runtimes/inside.ts';
import type { PersonQuestion } from './performer.ts';

/** What an agent may do in its own worktree without asking a person; everything there is looked at before a commit. */
const HARMLESS_KINDS = new Set(['read', 'edit', 'search', 'think']);
/** These touch files by definition; one that does not say which is not known to stay inside. */
const KINDS_WITH_FILES = new Set(['read', 'edit']);

export interface BrokerDeps {
  readonly worktree: string;
  readonly ask: (question: PersonQuestion) => Promise<AgentAnswer | null>;
}

/** Answers what the agent of one session asks: the policy first, then a person. */
export function createBroker({ worktree, ask }: BrokerDeps): (request: AgentRequest) => Promise<AgentAnswer | null> {
  return async (request) => {
    const allowed = await allowedByPolicy(worktree, request);
    return allowed ? { option: allowed.id, text: null } : ask(questionOf(request));
  };
}

async function allowedByPolicy(worktree: string, request: AgentRequest): Promise<AgentOption | null> {
  const once = request.options.find((option) => option.kind === 'allow_once') ?? null;
  if (once === null || request.kind === null || !HARMLESS_KINDS.has(request.kind)) return null;
  if (request.paths.length === 0 && KINDS_WITH_FILES.has(request.kind)) return null;
  const real = await Promise.all(request.paths.map((path) => resolveInside(worktree, path)));
  return real.includes(null) ? null : once;
}

function questionOf({ title, kind, paths, input, options }: AgentRequest): PersonQuestion {
  const files = paths.slice(0, 20).join(', ').slice(0, 1_000);
  const lines = [title, files === '' ? '' : `Files: ${files}`, input === '' ? '' : `Input: ${input}`];
  // Answers are found again by the text, so it holds only what is the same whenever the question is asked.
  const isPlain = kind === 'question';
  return {
    text: isPlain ? title : lines.filter((line) => line !== '').join('\n'),
    topic: isPlain ? 'question' : 'permission',
    kind: 'question',
    severity: 'normal',
    detail: isPlain && input !== '' ? input : null,
    options: options.map(({ id, label, needs = null }) => ({ id, label, needs })),
  };
}
