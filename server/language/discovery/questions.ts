import { QuestionId, REQUIRED_QUESTIONS } from '#schemas/discovery.ts';
import type { DiscoveryAnswers, DiscoveryQuestion } from '#schemas/discovery.ts';
import { harmless } from './harmless.ts';
import { propose } from './propose.ts';
import { readIdea, withIdea } from './read-idea.ts';
import type { RepositoryFacts } from './repository-facts.ts';

type Words = Pick<DiscoveryQuestion, 'title' | 'hint' | 'choices'>;

const WORDS: Readonly<Record<QuestionId, Words>> = {
  idea: {
    title: 'What would you like to build?',
    hint: 'In your own words, as you would tell a colleague. A sentence is enough.',
    choices: [],
  },
  users: {
    title: 'Who is it for?',
    hint: 'The people who will use it, and what they know already.',
    choices: [],
  },
  technology: {
    title: 'What should it be built with?',
    hint: 'A language, a framework, or whatever you feel at home with.',
    choices: [],
  },
  code: {
    title: 'Is there code already?',
    hint: 'A new start needs a foundation first; existing code is left as it is where the plan does not touch it.',
    choices: [
      { value: 'new', label: 'A new start' },
      { value: 'existing', label: 'It builds on existing code' },
    ],
  },
  done: {
    title: 'How will you know that it is done?',
    hint: 'What you could show somebody. One line for each thing that must work.',
    choices: [],
  },
  outOfScope: {
    title: 'What should it leave out?',
    hint: 'What somebody might expect, and you do not want now. One line each.',
    choices: [],
  },
  size: {
    title: 'How big does it feel?',
    hint: 'It decides in how many phases it is built.',
    choices: [
      { value: 'XS', label: 'XS: an hour or two, one phase' },
      { value: 'S', label: 'S: about a day, two phases' },
      { value: 'M', label: 'M: a few days, three phases' },
      { value: 'L', label: 'L: a week or more, four phases' },
    ],
  },
};

/** All seven, with what the idea says about each and what the repository suggests for those that are still open. */
export function discoveryQuestions(answers: DiscoveryAnswers, facts: RepositoryFacts): readonly DiscoveryQuestion[] {
  const said = readIdea(answers.idea ?? '');
  const proposals = propose(withIdea(answers), facts);
  return QuestionId.options.map((id) => ({
    id,
    ...WORDS[id],
    required: REQUIRED_QUESTIONS.includes(id),
    understood: id === 'idea' || isAnswered(answers, id) ? null : (said[id] ?? null),
    proposal: proposals[id] ?? null,
  }));
}

export const questionTitle = (id: QuestionId): string => WORDS[id].title;

export function isAnswered(answers: DiscoveryAnswers, id: QuestionId): boolean {
  return harmless(answers[id] ?? '') !== '';
}

/** Those that must be answered and are not, by the answers or by the idea. */
export function missingAnswers(answers: DiscoveryAnswers): readonly QuestionId[] {
  const known = withIdea(answers);
  return REQUIRED_QUESTIONS.filter((id) => !isAnswered(known, id));
}

/** The answers with every gap filled in by what is proposed for it. */
export function acceptProposals(answers: DiscoveryAnswers, facts: RepositoryFacts): DiscoveryAnswers {
  let filled = withIdea(answers);
  // One at a time: with an idea, more can be said about the others.
  for (const id of QuestionId.options) {
    const proposal = isAnswered(filled, id) ? undefined : propose(filled, facts)[id];
    if (proposal) filled = withIdea({ ...filled, [id]: proposal.answer });
  }
  return filled;
}
