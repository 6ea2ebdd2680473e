import type { AgentToolInput } from '#schemas/agent-tools.ts';
import { type AgentTool, type Asked, type Insider, ToolRefusal, type ToolOutput } from './caller.ts';

/** Shorter than the minute after which programs that use tools give up on a call. */
const WAIT_MS = 45_000;

const IN_WORDS = { id: 'answer', label: 'Answer', needs: 'guidance' as const };

export const ask: AgentTool<'ask'> = (input, caller) => {
  if (input.id === undefined) return begin(input, caller);
  const asked = caller.asked.get(input.id);
  if (!asked)
    throw new ToolRefusal('not-found', `You have asked no question ${input.id}. Ask with text, without an id.`);
  return waitFor(asked);
};

async function begin(input: AgentToolInput<'ask'>, caller: Insider): Promise<ToolOutput> {
  const { kind, severity, text, detail = null } = input;
  if (text === undefined) throw new ToolRefusal('invalid', 'Say in text what you ask, or give the id of a question.');
  const ids = input.options.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new ToolRefusal('invalid', 'Two options have the same id.');
  const question = { topic: 'question' as const, kind, severity, text, detail };
  if (input.options.length === 0 && (kind === 'alert' || kind === 'fyi')) {
    await caller.ask({ ...question, options: [] });
    return { status: 'told' };
  }
  const options = input.options.length > 0 ? input.options : [IN_WORDS];
  const answered = caller.ask({ ...question, options });
  const asked: Asked = {
    id: `question-${caller.asked.size + 1}`,
    options,
    answer: undefined,
    settled: answered.then((answer) => void (asked.answer = answer)),
  };
  caller.asked.set(asked.id, asked);
  return waitFor(asked);
}

async function waitFor(asked: Asked): Promise<ToolOutput> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, WAIT_MS);
  await Promise.race([asked.settled, late.promise]);
  clearTimeout(timer);
  const { id, answer } = asked;
  if (answer === undefined) {
    const note = 'Nobody has answered yet. Call ask again with this id alone, or end your turn.';
    return { status: 'pending', id, note };
  }
  if (answer === null)
    throw new ToolRefusal('no-session', 'The session ended before somebody answered. End your turn.');
  const label = asked.options.find((option) => option.id === answer.option)?.label ?? null;
  return { status: 'answered', id, option: answer.option, label, text: answer.text };
}
