import type { AgentMission } from '../../engine/ports.ts';
import { OWN_SERVER } from './approvals.ts';

/** In seconds: a person may think about a question of CLUTCH's tools for as long as a run may wait. */
const TOOL_TIMEOUT_SEC = 7 * 24 * 3_600;
const SERVER_STARTUP_SEC = 60;

/**
 * What a command may do unasked: write in the worktree and in the folders for temporary files, read, and reach no
 * network. Where the system has no sandbox (in many containers), commands fail, and the agent asks to leave it.
 */
export const SANDBOX = {
  type: 'workspaceWrite',
  writableRoots: [],
  networkAccess: false,
  excludeTmpdirEnvVar: false,
  excludeSlashTmp: false,
} as const;

/**
 * The thread begins read-only, and its one turn gets the sandbox above: a thread that may write makes the program put
 * the worktree into the person's own list of trusted projects, and start the servers and hooks that the project holds.
 */
export function threadParams({ cwd, model, tools }: AgentMission) {
  return {
    cwd,
    sandbox: 'read-only',
    approvalPolicy: 'on-request',
    // Not a model that a person's settings may have put in charge.
    approvalsReviewer: 'user',
    ...(model === null ? {} : { model }),
    config: {
      // It would reach the network without a question.
      web_search: 'disabled',
      // Told over the pipe, the token in it is neither on a command line nor in a file.
      ...(tools === null ? {} : { [`mcp_servers.${OWN_SERVER}`]: serverOf(tools) }),
    },
  };
}

function serverOf({ program, args, env }: NonNullable<AgentMission['tools']>) {
  return {
    command: program,
    args,
    env,
    startup_timeout_sec: SERVER_STARTUP_SEC,
    tool_timeout_sec: TOOL_TIMEOUT_SEC,
  };
}
