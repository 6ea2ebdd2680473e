import type { McpServer } from '@agentclientprotocol/sdk';
import type { PlaybookStep } from '#schemas/playbook.ts';
import type { ToolAnswer, ToolClient } from '../../mcp/tool-client.ts';
import { StepError } from './edits.ts';

type Call = Extract<PlaybookStep, { call: unknown }>['call'];

/** The tools that the client gave this session. */
export interface Tools {
  /** Rejects with a `StepError` when the answer is not as the playbook expects it. */
  call(call: Call, signal: AbortSignal): Promise<ToolAnswer>;
}

/** The program that serves the tools is started with the first call, and ends with this process. */
export function createTools(servers: readonly McpServer[], cwd: string): Tools {
  let opening: Promise<ToolClient> | null = null;
  return {
    async call(call, signal) {
      opening ??= open(servers, cwd);
      const answer = await Promise.race([opening.then((client) => client.call(call.tool, call.input)), end(signal)]);
      requireExpected(call, answer);
      return answer;
    },
  };
}

async function open(servers: readonly McpServer[], cwd: string): Promise<ToolClient> {
  const server = servers.find(({ name }) => name === 'clutch');
  if (!server || !('command' in server)) throw new StepError('the client gave this session no tools');
  const { openToolClient } = await import('../../mcp/tool-client.ts');
  const given = server.env.map(({ name, value }) => [name, value]);
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const env = Object.fromEntries([...own, ...given]);
  return openToolClient({ program: server.command, args: server.args, cwd, env });
}

function requireExpected({ tool, expect, expectError }: Call, { failed, text }: ToolAnswer): void {
  const wanted = failed ? expectError : expect;
  if (failed !== (expectError !== undefined)) {
    throw new StepError(`${tool} ${failed ? 'was refused' : 'was not refused'}: ${text.slice(0, 1_000)}`);
  }
  if (wanted !== undefined && !text.includes(wanted)) {
    throw new StepError(`${tool} answered "${text.slice(0, 1_000)}", the playbook expects "${wanted}"`);
  }
}

function end(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The turn was cancelled.')), { once: true });
  });
}
