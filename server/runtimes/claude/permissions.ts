import * as z from 'zod';
import type { AgentAnswer, AgentOption, AgentRequest } from '../../engine/ports.ts';
import { type AgentQuestion, askQuestions } from '../process/ask-questions.ts';
import { describeTool } from './tools.ts';

const MAX_INPUT = 1_000;

/** The program's tool that asks a person; it is answered through its permission. */
const ASKING_TOOL = 'AskUserQuestion';
const Option = z.object({ label: z.string(), description: z.string().optional() });
const Question = z.object({ question: z.string(), options: z.array(Option).max(50).default([]) });
const Questions = z.object({ questions: z.array(Question).min(1).max(20) });

const ALLOW = 'allow';
const OPTIONS: readonly AgentOption[] = [
  { id: ALLOW, label: 'Allow', kind: 'allow_once' },
  { id: 'reject', label: 'Reject', kind: 'reject_once' },
];

/** What is answered to `can_use_tool`. */
export type PermissionResult =
  | { readonly behavior: 'allow'; readonly updatedInput: Readonly<Record<string, unknown>> }
  | { readonly behavior: 'deny'; readonly message: string; readonly interrupt?: boolean };

export interface ToolRequest {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Ask = (request: AgentRequest) => Promise<AgentAnswer | null>;

/** The mission is over while somebody thinks: the tool must not run, and the turn must not go on. */
const OVER: PermissionResult = { behavior: 'deny', message: 'The mission was ended.', interrupt: true };

/** Decides about one use of a tool. */
export async function permit(tool: ToolRequest, ask: Ask): Promise<PermissionResult> {
  const asked = tool.name === ASKING_TOOL ? Questions.safeParse(tool.input) : null;
  if (asked?.success === true) return passOn(tool, asked.data.questions, ask);
  const answer = await ask(requestOf(tool));
  if (answer === null) return OVER;
  if (answer.option === ALLOW) return { behavior: 'allow', updatedInput: tool.input };
  return { behavior: 'deny', message: answer.text ?? 'This is not allowed. Go on without it.' };
}

function requestOf({ name, input }: ToolRequest): AgentRequest {
  return { ...describeTool(name, input), input: JSON.stringify(input).slice(0, MAX_INPUT), options: OPTIONS };
}

async function passOn(
  { input }: ToolRequest,
  questions: readonly AgentQuestion[],
  ask: Ask,
): Promise<PermissionResult> {
  const answers = await askQuestions(questions, ask);
  if (answers === null) return OVER;
  const byQuestion = Object.fromEntries(questions.map(({ question }, index) => [question, answers[index]]));
  return { behavior: 'allow', updatedInput: { ...input, answers: byQuestion } };
}
