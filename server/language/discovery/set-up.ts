import type { DiscoveryAnswers, PlannedFile, ProfileChoice } from '#schemas/discovery.ts';
import { prpTemplate } from '../templates/prp.ts';
import { prdPath } from './plan-name.ts';
import type { RepositoryFacts } from './repository-facts.ts';
import { writePrd } from './write-prd.ts';

export interface SetUp {
  /** To be made, the PRD first. */
  readonly files: readonly PlannedFile[];
  /** There already, and left as it is. */
  readonly kept: readonly string[];
}

interface SetUpInput {
  readonly name: string;
  readonly answers: DiscoveryAnswers;
  readonly profile: ProfileChoice;
  readonly repository: RepositoryFacts;
  /** Whether something lies at that path of the project already, a broken link too. */
  exists(path: string): boolean;
}

/** All that a project needs for its first run; only says what is to be made. */
export function setUp({ name, answers, profile, repository, exists }: SetUpInput): SetUp {
  const wanted: readonly PlannedFile[] = [
    {
      path: prdPath(name),
      content: writePrd(answers, profile, repository),
      why: 'the plan itself: what is to be built, in phases',
    },
    {
      path: 'PRPs/templates/prp_base.md',
      content: prpBase(),
      why: 'what a PRP, the work order of one phase, looks like',
    },
    { path: 'PRPs/planning/.gitkeep', content: '', why: 'where the analysis of each phase is kept' },
    {
      path: '.clutch/config.json',
      content: `${JSON.stringify({ runtime: 'playbook', playbook: null }, null, 2)}\n`,
      why: 'who does the work, and how loud single rules are',
    },
  ];
  return {
    files: wanted.filter(({ path }) => !exists(path)),
    kept: wanted.filter(({ path }) => exists(path)).map(({ path }) => path),
  };
}

const prpBase = (): string =>
  [
    '# PRP: what one phase needs to be built',
    ...prpTemplate.map(({ title, level, body }) => `${'#'.repeat(level)} ${title}\n\n${body}`.trimEnd()),
  ]
    .join('\n\n')
    .concat('\n');
