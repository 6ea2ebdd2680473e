import * as z from 'zod';
import type { AgentAnswer, AgentOption, AgentRequest } from '../../engine/ports.ts';
import { askQuestions } from '../process/ask-questions.ts';
import { pathsOf } from './items.ts';
import type { Item } from './messages.ts';

const MAX_TITLE = 300;
const MAX_INPUT = 1_000;
/** Name of CLUTCH's own server, whose tools need no permission: whoever can be asked is behind them. */
export const OWN_SERVER = 'clutch';

const text = z.string().nullish().catch(null);
const CommandApproval = z.object({
  command: text,
  reason: text,
  /** Set when the question is whether a command may reach a host. */
  networkApprovalContext: z.object({ host: z.string(), protocol: z.string() }).nullish().catch(null),
});
const FileApproval = z.object({ itemId: z.string(), reason: text, grantRoot: text });
const ToolApproval = z.object({
  serverName: z.string(),
  message: z.string(),
  _meta: z.object({ codex_approval_kind: z.literal('mcp_tool_call'), tool_params: z.unknown().optional() }),
});
const Option = z.object({ label: z.string(), description: z.string().optional() });
const Question = z.object({ id: z.string(), question: z.string(), options: z.array(Option).max(50).nullish() });
const Questions = z.object({ questions: z.array(Question).min(1).max(20) });

const ALLOW = 'allow';
const OPTIONS: readonly AgentOption[] = [
  { id: ALLOW, label: 'Allow', kind: 'allow_once' },
  { id: 'reject', label: 'Reject', kind: 'reject_once' },
];

export interface Approvals {
  /** Resolves to the result of a request; null for one that is not known. */
  answer(method: string, params: unknown): Promise<object | null>;
}

export interface ApprovalsDeps {
  /** An item that has begun, by its id. */
  itemOf(id: string): Item | undefined;
  ask(request: AgentRequest): Promise<AgentAnswer | null>;
  /** A person said no, and why: there is no place for that in the answer. */
  onReason(reason: string): void;
}

type Decision = 'accept' | 'decline' | 'cancel';

/** What the program asks for in the middle of its turn. */
export function createApprovals({ itemOf, ask, onReason }: ApprovalsDeps): Approvals {
  const decide = async (request: Omit<AgentRequest, 'options'>): Promise<Decision> => {
    const answer = await ask({ ...request, options: OPTIONS });
    // The mission is over while somebody thinks: the turn must not go on.
    if (answer === null) return 'cancel';
    if (answer.option === ALLOW) return 'accept';
    if (answer.text !== null) onReason(answer.text);
    return 'decline';
  };

  const approveCommand = (params: unknown) => {
    const { command, reason, networkApprovalContext: network } = CommandApproval.parse(params);
    const title = [command ?? network?.host, reason].filter(Boolean).join(' – ');
    return decide({
      title: title.slice(0, MAX_TITLE),
      kind: network ? 'fetch' : 'execute',
      command: command ?? null,
      paths: [],
      urls: network ? [`${network.protocol}://${network.host}`] : [],
      input: inputOf(params),
    });
  };

  const approveFiles = (params: unknown) => {
    const { itemId, reason, grantRoot } = FileApproval.parse(params);
    const item = itemOf(itemId);
    const paths = [...(item ? pathsOf(item) : []), ...(grantRoot ? [grantRoot] : [])];
    const title = [`Edit ${paths.join(', ')}`, reason].filter(Boolean).join(' – ').slice(0, MAX_TITLE);
    return decide({ title, kind: 'edit', command: null, paths, urls: [], input: inputOf(item?.changes ?? params) });
  };

  const approveTool = async (params: unknown) => {
    const asked = ToolApproval.safeParse(params);
    // Whatever else a server wants of a person is not for an agent to pass on.
    if (!asked.success) return 'decline';
    const { serverName, message, _meta } = asked.data;
    if (serverName === OWN_SERVER) return 'accept';
    const input = inputOf(_meta.tool_params ?? {});
    return decide({ title: message.slice(0, MAX_TITLE), kind: 'other', command: null, paths: [], urls: [], input });
  };

  const passOn = async (params: unknown) => {
    const { questions } = Questions.parse(params);
    const plain = questions.map(({ question, options }) => ({ question, options: options ?? [] }));
    const answers = await askQuestions(plain, ask);
    return Object.fromEntries(questions.map(({ id }, index) => [id, { answers: [answers?.[index] ?? ''] }]));
  };

  return {
    async answer(method, params) {
      switch (method) {
        case 'item/commandExecution/requestApproval':
          return { decision: await approveCommand(params) };
        case 'item/fileChange/requestApproval':
          return { decision: await approveFiles(params) };
        case 'mcpServer/elicitation/request': {
          const action = await approveTool(params);
          return { action, content: action === 'accept' ? {} : null, _meta: null };
        }
        case 'item/tool/requestUserInput':
          return { answers: await passOn(params) };
        default:
          return null;
      }
    },
  };
}

function inputOf(value: unknown): string {
  return JSON.stringify(value).slice(0, MAX_INPUT);
}
