import {
  type AgentContext,
  methods,
  type RequestPermissionRequest,
  type SessionUpdate,
  type ToolKind,
} from '@agentclientprotocol/sdk';
import type { Tools } from './tools.ts';

/** Where a mission is performed: everything that its steps show to the client or ask of it. */
export interface Stage {
  /** Aborted when the client cancels the turn. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** What the agent was told. */
  readonly prompt: string;
  readonly tools: Tools;
  show(update: SessionUpdate): Promise<void>;
  say(text: string): Promise<void>;
  /** Announces a tool call, does the work, and says how it ended. */
  asTool<Result>(tool: Tool, work: () => Promise<Result>, tell: (result: Result) => ToolEnd): Promise<Result>;
  ask(tool: Tool, options: readonly Option[]): Promise<string | null>;
}

export interface Tool {
  readonly title: string;
  readonly kind: ToolKind;
  /** Absolute paths. */
  readonly paths: readonly string[];
}

interface ToolEnd {
  readonly failed: boolean;
  readonly output: string;
}

interface Option {
  readonly id: string;
  readonly label: string;
  readonly kind: 'allow_once' | 'allow_always' | 'reject_once' | 'reject_always';
}

export function createStage(
  client: AgentContext,
  sessionId: string,
  { cwd, prompt, tools, signal }: Pick<Stage, 'cwd' | 'prompt' | 'tools' | 'signal'>,
): Stage {
  let calls = 0;
  const show = (update: SessionUpdate) => client.notify(methods.client.session.update, { sessionId, update });
  const call = (tool: Tool) => ({
    toolCallId: `call-${(calls += 1)}`,
    title: tool.title,
    kind: tool.kind,
    locations: tool.paths.map((path) => ({ path })),
  });
  const finish = (toolCallId: string, { failed, output }: ToolEnd) =>
    show({
      sessionUpdate: 'tool_call_update',
      toolCallId,
      status: failed ? 'failed' : 'completed',
      content: output === '' ? [] : [{ type: 'content', content: { type: 'text', text: output } }],
    });
  return {
    signal,
    cwd,
    prompt,
    tools,
    show,
    say: (text) => show({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }),
    async asTool(tool, work, tell) {
      const announced = call(tool);
      await show({ sessionUpdate: 'tool_call', ...announced, status: 'in_progress' });
      try {
        const result = await work();
        await finish(announced.toolCallId, tell(result));
        return result;
      } catch (error) {
        await finish(announced.toolCallId, {
          failed: true,
          output: error instanceof Error ? error.message : String(error),
        });
        throw error;
      }
    },
    async ask(tool, options) {
      const asked = call(tool);
      await show({ sessionUpdate: 'tool_call', ...asked, status: 'pending' });
      const request: RequestPermissionRequest = {
        sessionId,
        toolCall: asked,
        options: options.map(({ id, label, kind }) => ({ optionId: id, name: label, kind })),
      };
      const { outcome } = await client.request(methods.client.session.requestPermission, request);
      const answer = outcome.outcome === 'selected' ? outcome.optionId : null;
      await finish(asked.toolCallId, { failed: answer === null, output: '' });
      return answer;
    },
  };
}
