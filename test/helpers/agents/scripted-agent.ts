/**
 * The Agent Client Protocol as far as a scripted agent needs it, without any library: what goes wrong is up to the
 * script.
 */
import { createInterface } from 'node:readline';

export interface Prompted {
  /** Absolute path of the worktree. */
  readonly cwd: string;
  readonly workstream: string;
  readonly prompt: string;
  /** Programs of tools, as CLUTCH offers them. */
  readonly mcpServers: readonly McpServer[];
}

export interface McpServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
}

export interface Script {
  /** Answers to these methods never come. */
  readonly mute?: readonly string[];
  /** Resolves when the turn is over. */
  turn(prompted: Prompted): Promise<void>;
  /** The input has ended; without this the agent leaves. */
  abandoned?(): void;
}

/** What programs of tools get beside the agent's environment. */
export function environmentOf({ mcpServers: [server] }: Prompted): Record<string, string> {
  return Object.fromEntries((server?.env ?? []).map(({ name, value }) => [name, value]));
}

let asked = 0;
const waiting = new Map<number, (result: unknown) => void>();

export function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** A `session/update`. */
export function update(body: object): void {
  send({ method: 'session/update', params: { sessionId: 's', update: body } });
}

export function say(text: string): void {
  update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
}

/** Resolves to the id of the option that was chosen; null when the turn was cancelled. */
export async function askPermission(toolCall: object): Promise<string | null> {
  const id = (asked += 1);
  const options = [
    { optionId: 'allow', name: 'Allow', kind: 'allow_once' },
    { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
  ];
  const answer = new Promise<unknown>((resolve) => waiting.set(id, resolve));
  send({ id, method: 'session/request_permission', params: { sessionId: 's', toolCall, options } });
  const { outcome } = (await answer) as { outcome: { outcome: string; optionId?: string } };
  return outcome.optionId ?? null;
}

export function play({ mute = [], turn, abandoned }: Script): void {
  let session: Omit<Prompted, 'prompt'> = { cwd: process.cwd(), workstream: '', mcpServers: [] };
  const answers: Record<string, (params: Record<string, unknown>) => object | Promise<object>> = {
    initialize: () => ({ protocolVersion: 1 }),
    'session/new'(params) {
      const { clutch } = params['_meta'] as { clutch: { workstream: string } };
      const mcpServers = params['mcpServers'] as McpServer[];
      session = { cwd: String(params['cwd']), workstream: clutch.workstream, mcpServers };
      return { sessionId: 's' };
    },
    async 'session/prompt'(params) {
      const [block] = params['prompt'] as { text: string }[];
      await turn({ ...session, prompt: block?.text ?? '' });
      return { stopReason: 'end_turn' };
    },
  };
  const hear = async ({ id, method, params = {}, result }: Message): Promise<void> => {
    if (method === undefined) return waiting.get(id ?? 0)?.(result);
    if (mute.includes(method) || id === undefined) return;
    const answer = answers[method];
    if (answer) send({ id, result: await answer(params) });
    else send({ id, error: { code: -32_601, message: `There is no ${method}.` } });
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => void hear(JSON.parse(line) as Message))
    .on('close', abandoned ?? (() => process.exit(0)));
}
