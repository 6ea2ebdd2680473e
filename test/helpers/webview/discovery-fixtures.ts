/** What the server would propose, made by the same functions and without a disk. */
import type { DiscoveryAnswers } from '#schemas/discovery.ts';
import type { ProposeDiscoveryResult } from '#schemas/protocol/discovery.ts';
import { nameOfIdea, prdPath, slugOf } from '../../../server/language/discovery/plan-name.ts';
import { discoveryQuestions, missingAnswers } from '../../../server/language/discovery/questions.ts';
import { readManifests } from '../../../server/language/discovery/read-manifests.ts';
import { noFacts, type RepositoryFacts } from '../../../server/language/discovery/repository-facts.ts';
import { setUp } from '../../../server/language/discovery/set-up.ts';

/** A folder without anything, a TypeScript library, and one that has a plan already. */
export type ProjectKind = 'empty' | 'library' | 'planned';

const library: RepositoryFacts = {
  ...noFacts,
  folder: 'counter',
  files: 214,
  sources: 180,
  countedBy: 'git',
  git: true,
  ...readManifests(
    new Map([
      ['package.json', '{"scripts":{"test":"vitest run","lint":"eslint ."},"devDependencies":{"vitest":"3"}}'],
      ['tsconfig.json', ''],
      ['README.md', '# Counter\n\nCounts the samples of a measurement, per instrument.\n'],
    ]),
  ),
};

export function proposalsFor(kind: ProjectKind, answers: DiscoveryAnswers, given: string): ProposeDiscoveryResult {
  const repository = kind === 'empty' ? { ...noFacts, folder: 'counter' } : library;
  const name = slugOf(given) || nameOfIdea(answers.idea ?? '') || 'plan';
  const exists = (path: string): boolean => kind !== 'empty' && path === '.clutch/config.json';
  const { files, kept } = setUp({ name, answers, profile: 'intent', repository, exists });
  return {
    name,
    questions: [...discoveryQuestions(answers, repository)],
    missing: [...missingAnswers(answers)],
    files: files.map(({ path, why }) => ({ path, why })),
    kept: [...kept],
    problem:
      kind === 'planned'
        ? `${prdPath(name)} exists already and is left as it is. Give the new plan another name.`
        : null,
  };
}
