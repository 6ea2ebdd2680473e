import type { CodeChoice, DiscoveryAnswers, SizeChoice } from '#schemas/discovery.ts';
import { harmless, pointsOf, shortened } from './harmless.ts';
import { titleOfIdea } from './plan-name.ts';
import { withIdea } from './read-idea.ts';
import { hasCode } from './repository-facts.ts';
import type { Fact, RepositoryFacts } from './repository-facts.ts';

/** Everything that a PRD is written from. All words of a person are harmless here, and each is one line. */
export interface PlanFacts {
  readonly title: string;
  readonly idea: string;
  /** The idea in a few words, for places that name it in passing. */
  readonly brief: string;
  readonly users: string;
  readonly usersBrief: string;
  /** Whether a person said who they are. */
  readonly usersKnown: boolean;
  readonly technology: string;
  readonly code: CodeChoice;
  readonly done: string;
  /** The single things that must be true, each short. */
  readonly doneBrief: readonly string[];
  readonly outOfScope: string;
  readonly outBrief: readonly string[];
  readonly size: SizeChoice;
  /** Whether a person chose it. */
  readonly sizeKnown: boolean;
  readonly commands: {
    readonly test: string | null;
    readonly lint: string | null;
    readonly typeCheck: string | null;
    readonly build: string | null;
  };
}

const BRIEF = 160;
const MAX_CRITERIA = 6;

export function planFacts(given: DiscoveryAnswers, repository: RepositoryFacts): PlanFacts {
  const answers = withIdea(given);
  const words = (text: string | undefined, otherwise: string): string => harmless(text ?? '') || otherwise;
  const idea = words(answers.idea, 'what the people below asked for');
  const users = words(answers.users, 'the people who asked for it');
  const done = words(answers.done, 'what the idea promises can be shown to somebody who did not build it');
  const points = pointsOf(answers.done ?? '').slice(0, MAX_CRITERIA);
  const out = pointsOf(answers.outOfScope ?? '');
  const command = (fact: Fact | null): string | null => fact && fact.value.replaceAll('`', '');
  return {
    title: titleOf(idea),
    idea,
    brief: shortened(idea, BRIEF),
    users,
    usersBrief: shortened(users, BRIEF),
    usersKnown: harmless(answers.users ?? '') !== '',
    technology: words(answers.technology, 'what the people who build it know best'),
    code: answers.code ?? (hasCode(repository) ? 'existing' : 'new'),
    done,
    doneBrief: points.length > 0 ? points : [shortened(done, BRIEF)],
    outOfScope: harmless(answers.outOfScope ?? ''),
    outBrief: out,
    size: answers.size ?? 'M',
    sizeKnown: answers.size !== undefined,
    commands: {
      test: command(repository.test),
      lint: command(repository.lint),
      typeCheck: command(repository.typeCheck),
      build: command(repository.build),
    },
  };
}

/** A heading may not end in the words by which another kind of document is known. */
function titleOf(idea: string): string {
  const title = titleOfIdea(idea) || 'What is to be built';
  return /\bplan[^\p{L}\p{N}]*$/iu.test(title) ? `${title}, as a product` : title;
}
