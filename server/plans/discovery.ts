import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { questionWords } from '#schemas/discovery-words.ts';
import type { DiscoveryAnswers } from '#schemas/discovery.ts';
import type {
  ProposeDiscoveryResult,
  WriteDiscoveryParams,
  WriteDiscoveryResult,
} from '#schemas/protocol/discovery.ts';
import { nameOfIdea, prdPath, slugOf } from '../language/discovery/plan-name.ts';
import { discoveryQuestions, missingAnswers } from '../language/discovery/questions.ts';
import type { RepositoryFacts } from '../language/discovery/repository-facts.ts';
import { setUp } from '../language/discovery/set-up.ts';
import { writeAtomically } from '../platform/write-atomically.ts';
import { isBehindLink } from './behind-link.ts';
import { surveyRepository } from './survey-repository.ts';

/** Why no plan can be written: what is missing or in the way, and what to do. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError';
}

/** From an idea to a plan, in one folder. The folder is looked at once. */
export interface Discovery {
  readonly root: string;
  readonly facts: RepositoryFacts;
  propose(answers: DiscoveryAnswers, name: string | null): ProposeDiscoveryResult;
  /** Throws a `DiscoveryError` before anything is written. */
  write(params: Omit<WriteDiscoveryParams, 'folder'>): WriteDiscoveryResult;
}

export async function openDiscovery(folder: string): Promise<Discovery> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new DiscoveryError(`${folder} is no folder. Name the folder of a project, or make it first.`);
  }
  const root = realpathSync(folder);
  const facts = await surveyRepository(root);
  const exists = (file: string): boolean => lstatSync(path.join(root, file), { throwIfNoEntry: false }) !== undefined;
  return {
    root,
    facts,
    propose(answers, given) {
      const name = nameOf(answers, given);
      const { files, kept } = setUp({ name, answers, profile: 'intent', repository: facts, exists });
      return {
        name,
        questions: [...discoveryQuestions(answers, facts)],
        missing: [...missingAnswers(answers)],
        files: files.map(({ path: file, why }) => ({ path: file, why })),
        kept: [...kept],
        problem: problemWith(root, name, exists),
      };
    },
    write({ answers, profile, name: given, planOnly }) {
      const missing = missingAnswers(answers);
      if (missing.length > 0) throw new DiscoveryError(missingSentence(missing));
      const name = nameOf(answers, given);
      const problem = problemWith(root, name, exists);
      if (problem !== null) throw new DiscoveryError(problem);
      const { files, kept } = setUp({ name, answers, profile, repository: facts, exists });
      // The plan comes last: where writing fails on the way, doing it again goes on.
      if (!planOnly) for (const { path: file, content } of files.toReversed()) writeNew(root, file, content);
      return { root, prd: prdPath(name), files: [...files], kept: [...kept], written: !planOnly, git: facts.git };
    },
  };
}

const missingSentence = (missing: ReturnType<typeof missingAnswers>): string =>
  `Still to be answered: ${missing.map((id) => `“${questionWords(id).title}”`).join(', ')}`;

const nameOf = (answers: DiscoveryAnswers, given: string | null): string =>
  (given === null ? '' : slugOf(given)) || nameOfIdea(answers.idea ?? '') || 'plan';

function problemWith(root: string, name: string, exists: (file: string) => boolean): string | null {
  const file = prdPath(name);
  if (exists(file)) return `${file} exists already and is left as it is. Give the new plan another name.`;
  const linked = ['PRDs', 'PRPs', '.clutch'].find((folder) => isBehindLink(root, path.join(root, folder)));
  if (linked === undefined) return null;
  return `${linked} is a link, and nothing is written to where it leads. Make it a folder of the project.`;
}

/** For everybody who may read the project; never over a file that somebody else has just made. */
function writeNew(root: string, relative: string, content: string): void {
  const file = path.join(root, relative);
  const folder = path.dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    if (isBehindLink(root, file)) throw new DiscoveryError(`${relative} lies behind a link and is not written.`);
    if (lstatSync(file, { throwIfNoEntry: false })) {
      throw new DiscoveryError(`${relative} has just been made by somebody else and is left as it is.`);
    }
    writeAtomically(file, content, 0o644);
  } catch (error) {
    if (error instanceof DiscoveryError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new DiscoveryError(`${relative} could not be written: ${why}`, { cause: error });
  }
}
