import type { EngineEvent } from '#schemas/journal/events.ts';
import type { EffectRequest, RunState } from './state.ts';

/**
 * The answers that agents are due now: a person just gave one, to a question that stands once for each time it was
 * asked, or gave it before the agent had to be started again. `before` is the state without the event.
 */
export function answersDue(before: RunState, event: EngineEvent): EffectRequest[] {
  if (event.type === 'question-answered') {
    const asked = before.questions.find(({ id }) => id === event.question);
    if (!asked) return [];
    return before.questions
      .filter((question) => answerKey(question) === answerKey(asked))
      .map(({ id }) => ({ type: 'answer-agent', question: id, option: event.option }));
  }
  if (event.type !== 'agent-asked') return [];
  const option = before.answers[answerKey(event.question)];
  return option === undefined ? [] : [{ type: 'answer-agent', question: event.question.id, option }];
}

/** The same question of the same workstream, however often it is asked: after a restart, an agent asks again. */
export function answerKey(question: { phase: string; workstream: string; text: string }): string {
  return `${question.phase}/${question.workstream}/${question.text}`;
}
