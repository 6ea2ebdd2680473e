import { classicSections } from '../templates/prd-classic.ts';
import { phasesText } from './phases.ts';
import type { PlanFacts } from './plan-facts.ts';
import { phasesIntroduction } from './prd-intent.ts';

/** The sections of the classic PRD, filled with what was answered; it has no section on an API that nobody asked for. */
export function classicPrd(facts: PlanFacts): readonly { readonly title: string; readonly body: string }[] {
  const bodies: Readonly<Record<string, string>> = {
    'Executive Summary': summary(facts),
    Mission: mission(facts),
    'Target Users': users(facts),
    'MVP Scope': scope(facts),
    'User Stories': stories(facts),
    'Core Architecture & Patterns': architecture(facts),
    'Tools/Features': features(facts),
    'Technology Stack': stack(facts),
    'Security & Configuration': SECURITY,
    'Success Criteria': success(facts),
    'Implementation Phases': `${phasesIntroduction(facts)}\n\n${phasesText(facts)}`,
    'Future Considerations': future(facts),
    'Risks & Mitigations': RISKS,
    Appendix: appendix(facts),
  };
  return classicSections.flatMap(({ title }) => {
    const body = bodies[title];
    return body === undefined ? [] : [{ title, body }];
  });
}

const summary = ({ idea, users, done }: PlanFacts): string => `What was asked for: ${idea}

It is for: ${users}

Its first version proves that this can be shown: ${done}`;

const mission = ({ brief }: PlanFacts): string => `To give its users what they asked for: ${brief}

1. Something that works comes before something that is complete.
2. Whatever is promised here is shown by a command or by a person, not claimed.
3. What nobody asked for is not built.`;

const users = ({ users: words, usersKnown }: PlanFacts): string => `Its users: ${words}

${usersKnown ? 'What they need most is that the first thing they try works.' : 'Nobody else was named; the first slice is shown around to find out.'}`;

const scope = ({ doneBrief, outBrief }: PlanFacts): string => `### In Scope

${doneBrief.map((point) => `- Whatever makes this true: ${point}`).join('\n')}

### Out of Scope

${outBrief.length === 0 ? '- Whatever no phase names, because a first version that is small gets finished.' : outBrief.map((point) => `- Left out for now: ${point}`).join('\n')}`;

function stories({ usersBrief, brief, doneBrief }: PlanFacts): string {
  return [
    `As one of its users (${usersBrief}), I want what was asked for, so that I need not do without it: ${brief}`,
    'As a new user, I want to set it up from its README alone, so that I need nobody beside me.',
    'As a user who made a mistake, I want to read what is wrong and what to do, so that I can go on.',
    'As the one who keeps it running, I want one command that runs all checks, so that I dare to change it.',
    `As whoever asked for it, I want to see that it is done, so that I can rely on it: ${doneBrief[0] ?? ''}`,
  ]
    .map((story, index) => `${index + 1}. ${story}`)
    .join('\n');
}

const architecture = ({ code }: PlanFacts): string =>
  code === 'new'
    ? 'One core that knows nothing of files, network or screen, and thin parts around it that do. The core is tested by itself; each part around it is small enough to be read at once.'
    : 'The structure of the existing code is kept. What is new has its place where a reader of that code would look for it, and follows the patterns that are there.';

const features = ({ doneBrief }: PlanFacts): string =>
  `${doneBrief.map((point) => `- The part that makes this true: ${point}`).join('\n')}
- Sentences that say what is wrong and what to do, wherever an input cannot be used.`;

function stack({ technology, commands: { test, lint, typeCheck, build } }: PlanFacts): string {
  const known = [
    ['Tests', test],
    ['Linter', lint],
    ['Type check', typeCheck],
    ['Build', build],
  ].flatMap(([name, command]) =>
    command === null || command === undefined ? [] : [`- ${name ?? ''}: \`${command}\``],
  );
  const preferred = `Preferred: ${technology}`;
  return known.length === 0 ? preferred : `${preferred}\n\n${known.join('\n')}`;
}

const SECURITY = `- No secret is kept in the repository; whatever is needed comes from the environment.
- Input from outside is checked where it enters.
- It asks for no right that it does not need, and sends nothing anywhere that nobody configured.`;

const success = ({ doneBrief, done }: PlanFacts): string => `What counts as done, in the words of whoever asked: ${done}

${doneBrief.map((point) => `- Shown on a fresh checkout: ${point}`).join('\n')}
- All checks of all phases pass with one command each.`;

const future = ({ outOfScope }: PlanFacts): string =>
  outOfScope === ''
    ? '- What the first users ask for when they have used it.'
    : `- What the first users ask for when they have used it.
- What was left out, where it turns out to be missed: ${outOfScope}`;

const RISKS = `| Risk | Mitigation |
| --- | --- |
| It solves a problem that nobody has | The first slice is shown to one of its users before the plan goes on |
| The idea is larger than the size that was chosen | Each phase ends with something that works, so the plan can stop after any of them |
| It works only for those who built it | The last phase is checked on a fresh checkout, by its README alone |`;

const appendix = ({ size, sizeKnown, code }: PlanFacts): string => `This plan was written from seven questions.

- Size: ${size}${sizeKnown ? '' : ', which nobody chose'}
- Code: ${code === 'new' ? 'a new start' : 'builds on existing code'}
- How each phase is built is decided in its PRP, in the folder \`PRPs\`.`;
