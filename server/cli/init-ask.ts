import { questionWords } from '#schemas/discovery-words.ts';
import { CodeChoice, QuestionId, SizeChoice } from '#schemas/discovery.ts';
import type { DiscoveryAnswers, DiscoveryQuestion } from '#schemas/discovery.ts';
import { isAnswered } from '../language/discovery/questions.ts';
import type { Discovery } from '../plans/discovery.ts';
import { printable } from './io.ts';
import type { CommandIo } from './io.ts';
import type { Prompt } from './terminal-prompt.ts';

/** Asks what is not answered yet, one question after the other; null when the person leaves. */
export async function askQuestions(
  discovery: Discovery,
  given: DiscoveryAnswers,
  { stdout }: CommandIo,
  prompt: Prompt,
): Promise<DiscoveryAnswers | null> {
  const say = (text: string): void => void stdout.write(`${printable(text)}\n`);
  let answers = given;
  say('Let us make a plan. Seven short questions; Ctrl-C leaves, and nothing is written before the end.\n');
  for (const id of QuestionId.options) {
    // Asked anew each time: with every answer more can be proposed.
    const question = discovery.propose(answers, null).questions.find((one) => one.id === id);
    if (!question || isAnswered(answers, id)) continue;
    if (question.understood) {
      say(`${questionWords(id).title}\n  ${question.understood.answer} (${question.understood.evidence})\n`);
      continue;
    }
    const answer = await askOne(question, say, prompt);
    if (answer === null) return null;
    answers = { ...answers, ...answer };
    say('');
  }
  return answers;
}

/** Empty where the question is skipped. */
async function askOne(
  question: DiscoveryQuestion,
  say: (text: string) => void,
  prompt: Prompt,
): Promise<DiscoveryAnswers | null> {
  const { id, required, proposal } = question;
  const { title, hint, choices } = questionWords(id);
  say(`${title}${required ? '' : ' (optional)'}\n  ${hint}`);
  for (const [index, { label }] of choices.entries()) say(`  ${index + 1}  ${label}`);
  if (proposal) {
    const suggested = choices.find(({ value }) => value === proposal.answer)?.label ?? proposal.answer;
    say(`  Suggestion: ${suggested.replaceAll('\n', '; ')}\n  because ${proposal.evidence}`);
  }
  const skip = required ? '' : '“-” skips it. ';
  if (proposal || !required) say(`  ${skip}${proposal ? 'Enter takes the suggestion.' : 'So does Enter.'}`);
  for (;;) {
    const typed = await prompt.ask('> ');
    if (typed === null) return null;
    const words = typed.trim() === '' ? (proposal?.answer ?? '') : typed.trim();
    if ((words === '' || words === '-') && !required) return {};
    const answer = answerOf(id, words);
    if (isAnswered(answer, id)) return answer;
    say(
      choices.length > 0
        ? `  Choose one of 1 to ${choices.length}.`
        : '  This one needs an answer; a few words are enough.',
    );
  }
}

function answerOf(id: QuestionId, words: string): DiscoveryAnswers {
  const value = questionWords(id).choices[Number(words) - 1]?.value ?? words;
  if (id === 'code') return { code: CodeChoice.safeParse(value.toLowerCase()).data };
  if (id === 'size') return { size: SizeChoice.safeParse(value.toUpperCase()).data };
  return { [id]: words };
}
