import * as z from 'zod';
import type { AgentAnswer, AgentOption, AgentRequest } from '../../engine/ports.ts';
import { describeTool } from './tools.ts';

const MAX_INPUT = 1_000;
const MAX_QUESTIONS = 20;
const MAX_LABEL = 300;

/** The program's tool that asks a person; it is answered through its permission. */
const ASKING_TOOL = 'AskUserQuestion';
const Questions = z.object({
  questions: z
    .array(
      z.object({
        question: z.string(),
        options: z
          .array(z.object({ label: z.string(), description: z.string().optional() }))
          .max(50)
          .default([]),
      }),
    )
    .min(1)
    .max(MAX_QUESTIONS),
});

const ALLOW = 'allow';
const OWN_WORDS = 'own-words';
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

/** The mission is over while somebody thinks: the tool must not run, and the turn must not go on. */
const OVER: PermissionResult = { behavior: 'deny', message: 'The mission was ended.', interrupt: true };

/** Decides about one use of a tool. */
export async function permit(
  tool: ToolRequest,
  ask: (request: AgentRequest) => Promise<AgentAnswer | null>,
): Promise<PermissionResult> {
  const asked = tool.name === ASKING_TOOL ? Questions.safeParse(tool.input) : null;
  if (asked?.success === true) return answerQuestions(tool, asked.data.questions, ask);
  const answer = await ask(requestOf(tool));
  if (answer === null) return OVER;
  if (answer.option === ALLOW) return { behavior: 'allow', updatedInput: tool.input };
  return { behavior: 'deny', message: answer.text ?? 'This is not allowed. Go on without it.' };
}

function requestOf({ name, input }: ToolRequest): AgentRequest {
  return { ...describeTool(name, input), input: JSON.stringify(input).slice(0, MAX_INPUT), options: OPTIONS };
}

type Question = z.infer<typeof Questions>['questions'][number];

/** One after the other, as a person answers them. */
async function answerQuestions(
  { input }: ToolRequest,
  questions: readonly Question[],
  ask: (request: AgentRequest) => Promise<AgentAnswer | null>,
): Promise<PermissionResult> {
  const answers: [question: string, answer: string][] = [];
  for (const question of questions) {
    const answer = await ask(questionOf(question));
    if (answer === null) return OVER;
    const chosen = question.options[Number(answer.option)]?.label;
    answers.push([question.question, answer.text ?? chosen ?? '']);
  }
  return { behavior: 'allow', updatedInput: { ...input, answers: Object.fromEntries(answers) } };
}

function questionOf({ question, options }: Question): AgentRequest {
  return {
    title: question,
    kind: 'question',
    command: null,
    paths: [],
    urls: [],
    input: '',
    options: [
      ...options.map(({ label, description }, index) => ({
        id: String(index),
        label: (description === undefined ? label : `${label}: ${description}`).slice(0, MAX_LABEL),
        kind: null,
      })),
      { id: OWN_WORDS, label: 'Something else', kind: null, needs: 'guidance' as const },
    ],
  };
}
