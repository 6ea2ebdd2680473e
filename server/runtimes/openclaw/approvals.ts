import type { AgentAnswer, AgentRequest } from '../../engine/ports.ts';
import type { ApprovalFrame } from './frames.ts';

const MAX_INPUT = 1_000;
const MAX_TITLE = 300;

/** OpenClaw can also allow a command for ever; that is a change of the person's settings, which CLUTCH never makes. */
const OPTIONS: AgentRequest['options'] = [
  { id: 'allow-once', label: 'Allow it once', kind: 'allow_once' },
  { id: 'deny', label: 'Deny it', kind: 'reject_once' },
];

export function requestOf({ request }: ApprovalFrame): AgentRequest {
  const { command, warningText } = request;
  const { sessionKey: _, ...input } = request;
  return {
    title: `${warningText ? `${warningText} ` : ''}Run ${command}`.slice(0, MAX_TITLE),
    kind: 'execute',
    command,
    paths: [],
    urls: [],
    input: JSON.stringify(input).slice(0, MAX_INPUT),
    options: OPTIONS,
  };
}

/** An answer that is none of the options allows nothing. */
export function decisionOf(answer: AgentAnswer | null): 'allow-once' | 'deny' {
  return answer?.option === 'allow-once' ? 'allow-once' : 'deny';
}
