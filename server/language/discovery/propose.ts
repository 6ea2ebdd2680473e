import type { DiscoveryAnswers, DiscoveryProposal, QuestionId, SizeChoice } from '#schemas/discovery.ts';
import { harmless, pointsOf, shortened } from './harmless.ts';
import { hasCode } from './repository-facts.ts';
import type { RepositoryFacts } from './repository-facts.ts';

export type Proposals = Partial<Record<QuestionId, DiscoveryProposal>>;

/** An answer for each question that has none, as far as the repository and the idea suggest one; always the same. */
export function propose(answers: DiscoveryAnswers, facts: RepositoryFacts): Proposals {
  const makers: Readonly<Record<QuestionId, Maker>> = { idea, users, technology, code, done, outOfScope, size };
  const proposals: Proposals = {};
  for (const [id, make] of Object.entries(makers) as [QuestionId, Maker][]) {
    const proposal = harmless(answers[id] ?? '') === '' ? make(answers, facts) : null;
    if (proposal) proposals[id] = proposal;
  }
  return proposals;
}

type Maker = (answers: DiscoveryAnswers, facts: RepositoryFacts) => DiscoveryProposal | null;

const idea: Maker = (_, { about, folder }) => {
  if (!about) return null;
  const name = harmless(folder) || 'this project';
  const words = harmless(about.value);
  // A README is mostly named as its folder is.
  const same = words.toLowerCase().startsWith(`${name.toLowerCase()}: `);
  const rest = shortened(same ? words.slice(name.length + 2) : words, 300);
  return { answer: `The next step of ${name}: ${rest}`, evidence: about.evidence };
};

const users: Maker = (_, facts) =>
  hasCode(facts)
    ? {
        answer: `The people who use and maintain ${harmless(facts.folder) || 'this project'} today`,
        evidence: `there is code already: ${counted(facts)}`,
      }
    : {
        answer: 'The people who build it, as its first users',
        evidence: 'the idea names nobody, and whoever builds something first tries it first',
      };

/** What fits words of an idea where no code decides; the first that matches. */
const FITTING: readonly (readonly [words: RegExp, technology: string])[] = [
  [/\bros ?2?\b|\brobots?\b/iu, 'Python with ROS 2, tested with pytest'],
  [/\b(?:firmware|embedded|microcontroller|arduino)\b/iu, 'C++ built with CMake, tested on the PC'],
  [
    /\b(?:web ?sites?|web ?apps?|web|browser|pages?|dashboard|front-?end|vs ?code)\b/iu,
    'TypeScript with Vite, tested with vitest',
  ],
  [/\b(?:api|server|backend|bot|endpoint)\b/iu, 'TypeScript on Node.js, tested with node:test'],
  [
    /\b(?:cli|command[- ]line|script|csv|data|analysis|plots?|statistics|notebook|lab|machine learning|model)\b/iu,
    'Python with its standard library, tested with pytest',
  ],
];

const technology: Maker = (answers, { technologies, test }) => {
  if (technologies.length > 0) {
    const known = technologies.slice(0, 4);
    const names = known.map(({ value }) => value).join(', ');
    const tested =
      test && !known.some(({ value }) => test.evidence.includes(value)) ? `, tested with “${test.value}”` : '';
    return { answer: `${names}${tested}`, evidence: [...new Set(known.map(({ evidence }) => evidence))].join('; ') };
  }
  const words = answers.idea ?? '';
  for (const [pattern, answer] of FITTING) {
    const found = pattern.exec(words)?.[0];
    if (found !== undefined)
      return { answer, evidence: `the idea speaks of “${found}”, and no code here says otherwise` };
  }
  if (harmless(words) === '') return null;
  return {
    answer: 'Python with its standard library, tested with pytest',
    evidence: 'nothing here names a language, and this one needs the least setting up',
  };
};

const code: Maker = (_, facts) =>
  hasCode(facts)
    ? { answer: 'existing', evidence: counted(facts) }
    : { answer: 'new', evidence: facts.files === 0 ? 'the folder is empty' : 'no file here holds source code' };

const done: Maker = (answers, { test }) => {
  if (harmless(answers.idea ?? '') === '') return null;
  const shown = 'Somebody who did not build it follows the README and gets from it what the idea promises';
  return test
    ? { answer: `${shown}\n“${test.value}” passes`, evidence: test.evidence }
    : { answer: `${shown}\nOne command runs all tests, and they pass`, evidence: 'there is no test command here yet' };
};

const outOfScope: Maker = (answers) =>
  harmless(answers.idea ?? '') === ''
    ? null
    : {
        answer:
          'User accounts, payments and anything else that the idea does not name\nSupport for other platforms than the one it is built on',
        evidence: 'the idea names neither, and a first version that is small is finished',
      };

const size: Maker = ({ idea: words = '', done: goal = '' }, facts) => {
  if (harmless(words) === '') return null;
  const parts = harmless(words).split(/[.;,:]\s|\s(?:and|und|et|y)\s/u).length + Math.max(0, pointsOf(goal).length - 1);
  const answer: SizeChoice = parts <= 3 ? 'S' : parts <= 8 ? 'M' : 'L';
  const files = hasCode(facts) ? `, and ${counted(facts)}` : '';
  return { answer, evidence: `the idea and its end name about ${parts} ${parts === 1 ? 'thing' : 'things'}${files}` };
};

function counted({ countedBy, files, sources, technologies }: RepositoryFacts): string {
  const manifest = technologies[0]?.evidence;
  if (sources === 0 && manifest !== undefined) return manifest;
  const number = `${files} ${files === 1 ? 'file' : 'files'}, ${sources} of them source code`;
  return countedBy === 'git' ? `git tracks ${number}` : `the folder has ${number}`;
}
