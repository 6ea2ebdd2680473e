import { QuestionId, REQUIRED_QUESTIONS } from '#schemas/discovery.ts';
import type { DiscoveryAnswers, DiscoveryQuestion } from '#schemas/discovery.ts';
import { harmless } from './harmless.ts';
import { propose } from './propose.ts';
import { readIdea, withIdea } from './read-idea.ts';
import type { RepositoryFacts } from './repository-facts.ts';

/** All seven, with what the idea says about each and what the repository suggests for those that are still open. */
export function discoveryQuestions(answers: DiscoveryAnswers, facts: RepositoryFacts): readonly DiscoveryQuestion[] {
  const said = readIdea(answers.idea ?? '');
  const proposals = propose(withIdea(answers), facts);
  return QuestionId.options.map((id) => ({
    id,
    required: REQUIRED_QUESTIONS.includes(id),
    understood: id === 'idea' || isAnswered(answers, id) ? null : (said[id] ?? null),
    proposal: proposals[id] ?? null,
  }));
}

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
