import type { PlanFacts } from './plan-facts.ts';

/** A phase as it is written: whole lines of ours, in which the words of answers have their place. */
interface Phase {
  readonly title: string;
  readonly goal: string;
  readonly deliverables: readonly string[];
  readonly validation: readonly string[];
}

/** The phases of a plan, one to four by its size, as markdown of level 3; lines end in `\n`, the last one without. */
export function phasesText(facts: PlanFacts): string {
  return phasesOf(facts)
    .map(({ title, goal, deliverables, validation }, index) =>
      [
        `### Phase ${index + 1}: ${title}`,
        '',
        `**Goal:** ${goal}`,
        '',
        '**Deliverables:**',
        '',
        ...deliverables.map((item) => `- ${item}`),
        '',
        '**Validation:**',
        '',
        ...validation.map((item) => `- ${item}`),
      ].join('\n'),
    )
    .join('\n\n');
}

export const phaseCount = ({ size }: PlanFacts): number => ({ XS: 1, S: 2, M: 3, L: 4 })[size];

function phasesOf(facts: PlanFacts): readonly Phase[] {
  const foundation = foundationPhase(facts);
  const slice = slicePhase(facts);
  switch (facts.size) {
    case 'XS':
      return [wholePhase(facts)];
    case 'S':
      return [slice, finishPhase(facts)];
    case 'M':
      return [slice, restPhase(facts), finishPhase(facts)];
    case 'L':
      return [foundation, slice, restPhase(facts), finishPhase(facts)];
  }
}

const wholePhase = (facts: PlanFacts): Phase => ({
  title: 'The whole of it',
  goal: `A person has what was asked for: ${facts.brief}`,
  deliverables: [
    ...groundwork(facts),
    'What the idea names, from its input to its result.',
    'Tests for each of the points below.',
  ],
  validation: [...commands(facts), ...criteria(facts)],
});

const foundationPhase = (facts: PlanFacts): Phase => ({
  title: facts.code === 'new' ? 'Foundation' : 'A safe place to work',
  goal:
    facts.code === 'new'
      ? 'An empty version can be built, tested and started with one command each.'
      : 'What works today is held by tests where the plan will touch it.',
  deliverables: groundwork(facts),
  validation: commands(facts),
});

const slicePhase = (facts: PlanFacts): Phase => ({
  title: 'First slice',
  goal: `One case works from its start to its end, simple as it may be: ${facts.brief}`,
  deliverables: [
    ...(facts.size === 'L' ? [] : groundwork(facts)),
    'The shortest way through the idea, with nothing faked on it.',
    'A test that walks the same way.',
  ],
  validation: [
    ...commands(facts),
    `Shown to one of its users, who can say whether the direction is right: ${facts.usersBrief}`,
  ],
});

const restPhase = (facts: PlanFacts): Phase => ({
  title: 'Everything that was asked for',
  goal: 'All that the idea names works, not only the first case.',
  deliverables: [
    ...facts.doneBrief.map((point) => `The part that makes this true: ${point}`),
    'Sentences that say what is wrong and what to do, wherever an input cannot be used.',
    'Tests for each of these, those of wrong input included.',
  ],
  validation: commands(facts),
});

const finishPhase = (facts: PlanFacts): Phase => ({
  title: 'Ready for others',
  goal: 'Somebody who did not build it can use it without asking.',
  deliverables: [
    ...(facts.size === 'S' ? ['What the idea names beyond the first slice, with its tests.'] : []),
    'A README that says what it is for, how it is set up and how it is used.',
    'What was found on the way and is not part of this plan, written down.',
  ],
  validation: [...commands(facts), ...criteria(facts)],
});

/** What stands before anything else can be built. */
function groundwork({ code, technology, commands: known }: PlanFacts): readonly string[] {
  if (code === 'existing') {
    return known.test === null
      ? ['Tests of the existing code where it will be changed, and one command that runs them.']
      : ['Tests of the existing code where it will be changed.'];
  }
  return [`The project itself, with one command each to build and to test it. Preferred technology: ${technology}`];
}

function commands({ commands: { test, lint, typeCheck, build } }: PlanFacts): readonly string[] {
  const known = [lint, typeCheck, build, test].filter((command) => command !== null);
  const lines = known.map((command) => `\`${command}\` ends with exit code 0.`);
  return test === null
    ? [...lines, 'The command that runs all tests ends with exit code 0; the README names it.']
    : lines;
}

const criteria = ({ doneBrief }: PlanFacts): readonly string[] =>
  doneBrief.map((point) => `Shown on a fresh checkout: ${point}`);
