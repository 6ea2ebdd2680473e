import { AgentError } from '../../engine/ports.ts';

/** Without CLUTCH's tools an agent could neither ask nor report what it is told to. */
export function toolsFailed(name: string, why: string): AgentError {
  const message = `The agent ${name} could not start CLUTCH's own tools: ${why.slice(0, 300)}`;
  return new AgentError('not-startable', message);
}
