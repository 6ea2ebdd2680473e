import type { AgentMission, AgentRuntime } from '../../engine/ports.ts';
import { type AgentCommand, type AgentTimes, runAgentProcess, usualTimes } from '../process/run-agent-process.ts';
import { converse } from './conversation.ts';

export interface CodexRuntimeSpec {
  readonly name: string;
  /** The program with the arguments that a person gave it. May throw an `AgentError` of the code `not-startable`. */
  command(mission: AgentMission): AgentCommand;
  readonly times?: AgentTimes;
}

/** A runtime for Codex, driven over the messages of its `app-server`. */
export function createCodexRuntime({ name, command, times = usualTimes }: CodexRuntimeSpec): AgentRuntime {
  return {
    name,
    resumes: 'session',
    async run(mission) {
      const { program, args, env } = command(mission);
      const spec = {
        name,
        protocol: 'the protocol of the Codex app server',
        times,
        command: { program, args: [...args, 'app-server'], env },
      };
      return runAgentProcess(spec, mission, (link) => converse(link, times.startupMs));
    },
  };
}
