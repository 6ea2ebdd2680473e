import { AgentError, type AgentRuntime } from '../engine/ports.ts';
import { agentEnvironment } from '../platform/processes/environment.ts';
import type { AcpRuntimeSpec } from './acp/create-acp-runtime.ts';
import { usualQuirks } from './acp/quirks.ts';

export interface RuntimePrograms {
  /** Absolute path of the bundled built-in agent. */
  readonly playbookAgent: string;
  /** Absolute path of the Node that runs it; VS Code's Electron will do. */
  readonly node: string;
}

/** Every runtime by its name. A new runtime is one entry here. */
export function createRuntimes(programs: RuntimePrograms): ReadonlyMap<string, AgentRuntime> {
  const runtimes = [playbook(programs)];
  return new Map(runtimes.map((runtime) => [runtime.name, runtime]));
}

function playbook({ playbookAgent, node }: RuntimePrograms): AgentRuntime {
  const name = 'playbook';
  return acpRuntime({
    name,
    quirks: usualQuirks,
    command(mission) {
      if (mission.playbook === null) {
        const message = 'The runtime playbook needs a file to follow; name one in `playbook` of .clutch/config.json.';
        throw new AgentError('not-startable', message);
      }
      // Harmless for a plain Node; Electron would open a window without it.
      const env = { ...agentEnvironment(process.env), ELECTRON_RUN_AS_NODE: '1' };
      return { program: node, args: [playbookAgent, '--playbook', mission.playbook], env };
    },
  });
}

/** The protocol's library and its shapes take 11 MiB, so a server that only serves windows does without them. */
function acpRuntime(spec: AcpRuntimeSpec): AgentRuntime {
  return {
    name: spec.name,
    resumes: 'afresh',
    async run(mission) {
      const { createAcpRuntime } = await import('./acp/create-acp-runtime.ts');
      return createAcpRuntime(spec).run(mission);
    },
  };
}
