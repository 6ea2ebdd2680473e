import type { AgentMission, AgentRuntime } from '../../engine/ports.ts';
import { type AgentCommand, type AgentTimes, runAgentProcess, usualTimes } from '../process/run-agent-process.ts';
import { converse } from './conversation.ts';

export interface ClaudeRuntimeSpec {
  readonly name: string;
  /** The program with the arguments that a person gave it. May throw an `AgentError` of the code `not-startable`. */
  command(mission: AgentMission): AgentCommand;
  readonly times?: AgentTimes;
}

/** A runtime for Claude Code, driven over its `stream-json` messages. */
export function createClaudeRuntime({ name, command, times = usualTimes }: ClaudeRuntimeSpec): AgentRuntime {
  return {
    name,
    resumes: 'session',
    async run(mission) {
      const { program, args, env } = command(mission);
      const spec = {
        name,
        protocol: 'the stream-json messages of Claude Code',
        times,
        command: { program, args: [...args, ...argumentsFor(mission)], env: { ...env, ...ENVIRONMENT } },
      };
      return runAgentProcess(spec, mission, (link) => converse(link, times.startupMs));
    },
  };
}

const TALK = [
  '-p',
  '--verbose',
  '--input-format=stream-json',
  '--output-format=stream-json',
  '--include-partial-messages',
  '--permission-prompt-tool=stdio',
  '--permission-mode=default',
];

/**
 * What a project holds for this program (hooks, servers, permissions, environment) would be started without anybody
 * having agreed to it, so only the person's own settings are read, and the project's instructions as text.
 */
const ONLY_THE_PERSONS_OWN = ['--setting-sources=user', '--strict-mcp-config'];

/** Asked about even where the person's own settings allow it everywhere: the run's policy decides, not they. */
const ASKED_ABOUT = ['Bash', 'PowerShell', 'Write', 'Edit', 'NotebookEdit', 'WebFetch', 'WebSearch'];

/** They leave the worktree, outlive the mission, talk to other sessions or wait for a person at a terminal. */
const UNFIT_TOOLS = [
  'EnterWorktree',
  'ExitWorktree',
  'EnterPlanMode',
  'ExitPlanMode',
  'CronCreate',
  'ScheduleWakeup',
  'Monitor',
  'Workflow',
  'ListAgents',
  'SendMessage',
];

function argumentsFor({ cwd, model, resume }: AgentMission): readonly string[] {
  return [
    ...TALK,
    ...ONLY_THE_PERSONS_OWN,
    `--settings=${JSON.stringify({ permissions: { ask: ASKED_ABOUT } })}`,
    `--disallowedTools=${UNFIT_TOOLS.join(',')}`,
    // With the environment below, this is how CLAUDE.md is read without the project's settings.
    `--add-dir=${cwd}`,
    ...(model === null ? [] : [`--model=${model}`]),
    ...(resume === null ? [] : [`--resume=${resume}`]),
  ];
}

const ENVIRONMENT = {
  CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1',
  // Work goes on after the turn otherwise, and the mission ends with the turn.
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  // It lies outside of the worktree, where every note would have to be asked for.
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  // The tool that tells the whole plan at once.
  CLAUDE_CODE_ENABLE_TODO_TOOLS: '1',
  CLAUDE_CODE_ENABLE_TASKS: '0',
};
