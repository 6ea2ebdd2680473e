import { RequestError } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { AgentError, type AgentMission, type AgentRuntime } from '../../engine/ports.ts';
import { type AgentCommand, runAgentProcess } from '../process/run-agent-process.ts';
import type { AcpQuirks } from './quirks.ts';
import { converse } from './conversation.ts';

export interface AcpRuntimeSpec {
  readonly name: string;
  /** May throw an `AgentError` of the code `not-startable`. */
  command(mission: AgentMission): AgentCommand;
  /** `quirksOf(name)` for an agent that is known. */
  readonly quirks: AcpQuirks;
}

/** What the protocol's answers mean where an agent cannot do what it is asked. */
const AUTH_REQUIRED = -32_000;

/** A runtime for any agent that speaks the Agent Client Protocol on its standard input and output. */
export function createAcpRuntime({ name, command, quirks }: AcpRuntimeSpec): AgentRuntime {
  return {
    name,
    resumes: quirks.resumes,
    async run(mission) {
      const { program, args, env } = command(mission);
      const environment = { ...env, ...quirks.env(mission), ...mission.settings.env };
      const spec = {
        name,
        protocol: 'the Agent Client Protocol',
        times: quirks,
        command: { program, args: [...args, ...quirks.args], env: environment },
      };
      try {
        return await runAgentProcess(spec, mission, (link) => converse(link, quirks));
      } catch (error) {
        throw explain(name, error);
      }
    },
  };
}

/** What is neither the agent's word nor its breach of the protocol is our own bug, and passes as it is. */
function explain(name: string, error: unknown): unknown {
  // An error of the protocol is the agent speaking: it cannot do it (not logged in, no credit, a playbook with a flaw).
  if (error instanceof RequestError) {
    const remedy = error.code === AUTH_REQUIRED ? ` Start ${name} by hand and log in.` : '';
    const message = `The agent ${name} refused the mission: ${wordsOf(error)}${remedy}`;
    return new AgentError('not-startable', message, { cause: error });
  }
  if (error instanceof z.ZodError) {
    const why = `its answer is not of the agreed shape (${z.prettifyError(error).slice(0, 300)})`;
    const message = `The agent ${name} does not follow the Agent Client Protocol: ${why}. Check its version and its settings.`;
    return new AgentError('protocol', message, { cause: error });
  }
  return error;
}

const Details = z.object({ details: z.string() });

/** Many agents say only in the details what is the matter, and call it an internal error. */
function wordsOf({ message, data }: RequestError): string {
  const details = Details.safeParse(data);
  return details.success ? `${message}: ${details.data.details.slice(0, 500)}` : message;
}
