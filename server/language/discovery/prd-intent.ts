import { intentSections } from '../templates/prd-intent.ts';
import { phaseCount, phasesText } from './phases.ts';
import type { PlanFacts } from './plan-facts.ts';

/** The sections of the intent PRD, filled with what was answered. What was not answered is an open question. */
export function intentPrd(facts: PlanFacts): readonly { readonly title: string; readonly body: string }[] {
  const bodies: Readonly<Record<string, string>> = {
    'Problem statement': problem(facts),
    'Why now': whyNow(facts),
    Hypothesis: hypothesis(facts),
    'Target user': targetUser(facts),
    'Non-goals': nonGoals(facts),
    'Risks and assumptions': RISKS,
    'Open questions': openQuestions(facts),
    'Success metrics': metrics(facts),
    'Experiments & discovery plan': experiments(facts),
    'What is deliberately NOT in this PRD': notHere(facts),
    'Implementation Phases': phases(facts),
  };
  return intentSections.map(({ title }) => ({ title, body: bodies[title] ?? '' }));
}

const problem = ({ idea, users, usersKnown }: PlanFacts): string => `What was asked for: ${idea}

${usersKnown ? 'Those who lack it today' : 'Nobody was named who lacks it today, so the first users are'}: ${users}

What the lack of it costs them is not counted yet; the first phase counts it, and this section then gets its number.`;

const whyNow = ({ code }: PlanFacts): string =>
  code === 'new'
    ? 'It was asked for now, and nothing has been built yet: a first slice is cheap, and shows whether the rest is worth it.'
    : 'It was asked for now, and the code that it builds on is there: the change can be tried where it will be used.';

const hypothesis = ({
  brief,
  usersBrief,
  done,
}: PlanFacts): string => `If there is what was asked for (${brief}), then its users (${usersBrief}) will do with it what they could not do before.

What counts as done: ${done}

Right if every one of the success metrics below reaches its target within its window.

Wrong if they do not use it a second time, or if a metric has not reached its target when its window ends.`;

const targetUser = ({ users }: PlanFacts): string => `- **Primary:** ${users}
- **Secondary:** whoever keeps it running after the last phase.
- **Not the target:** everybody who would need what the non-goals leave out.`;

function nonGoals({ outBrief }: PlanFacts): string {
  if (outBrief.length === 0)
    return '- Left out is whatever no phase names, because a first version that is small gets finished.';
  return outBrief.map((point) => `- Left out is: ${point} (because this plan was asked for without it)`).join('\n');
}

const RISKS = `| # | Risk | Assumption it depends on | How we'll de-risk |
| --- | --- | --- | --- |
| 1 | It solves a problem that nobody has | Its users were described rightly | The first slice is shown to one of them before the next phase begins |
| 2 | The idea is larger than the size that was chosen | What is not named is not needed | Each phase ends with something that works, so the plan can stop after any of them |
| 3 | It works only for those who built it | The README says all that one needs | The last phase is checked on a fresh checkout |`;

function openQuestions({ usersKnown, outBrief, sizeKnown }: PlanFacts): string {
  return [
    'Which number shows today what the lack of it costs? Whoever asked for this plan says so before phase 1 ends.',
    ...(usersKnown ? [] : ['Who else will use it? Whoever asked for this plan says so before phase 1 ends.']),
    ...(outBrief.length > 0 ? [] : ['What is it expected to leave out? The first slice shows it.']),
    ...(sizeKnown ? [] : ['Is the number of phases right? The first one shows it.']),
  ]
    .map((question) => `- ${question}`)
    .join('\n');
}

const metrics = ({ usersBrief, doneBrief: [first = ''], size }: PlanFacts): string => {
  const cohort = usersBrief;
  const week = size === 'XS' || size === 'S' ? '1 week' : '2 weeks';
  return `| Metric | Target | Cohort | Window |
| --- | --- | --- | --- |
| What counts as done is shown | at least once, by somebody who did not build it: ${first} | ${cohort} | ${week} after the last phase |
| It is tried (leading indicator) | at least 1 of them tries the first slice | ${cohort} | ${week} after phase 1 |
| What worked before still works (guardrail) | all checks of earlier phases go on passing | everybody who uses the code | every phase |`;
};

const experiments = ({ size }: PlanFacts): string =>
  `The riskiest assumption is that it helps its users. The cheapest test of it is ${size === 'XS' ? 'the only phase' : 'the first phase'}: it is shown to one of them, and what they say decides whether the plan goes on as it is. The test ends with that phase.`;

const notHere = ({ outOfScope }: PlanFacts): string =>
  [
    'How it is built: the PRP of each phase says that, once its author has read the code as it is then.',
    ...(outOfScope === '' ? [] : [`What was ruled out from the start, in the words of whoever asked: ${outOfScope}`]),
  ].join('\n\n');

const phases = (facts: PlanFacts): string => `${phasesIntroduction(facts)}\n\n${phasesText(facts)}`;

export function phasesIntroduction(facts: PlanFacts): string {
  const count = phaseCount(facts);
  const where =
    facts.code === 'new'
      ? 'It is a new start.'
      : 'It builds on existing code, which stays as it is where no phase touches it.';
  return `Size ${facts.size}, so ${['no phase', 'one phase', 'two phases', 'three phases', 'four phases'][count] ?? ''}. ${where} Preferred technology: ${facts.technology}`;
}
