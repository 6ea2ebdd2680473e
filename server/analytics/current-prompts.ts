import { existsSync } from 'node:fs';
import path from 'node:path';
import { PromptName } from '#schemas/prompt-name.ts';
import { EffectError } from '../runs/effect-error.ts';
import { bundledTemplate, projectPrompt, type SourcedTemplate } from '../runs/prompts/project-prompts.ts';
import type { CurrentPrompt } from './by-prompt.ts';

export interface KnownProject {
  readonly name: string;
  readonly root: string;
}

/** A prompt of a project as it is worded now. */
export interface WordedPrompt extends CurrentPrompt {
  readonly wording: string;
}

/** What each of these projects would send now; a wording that cannot be used is a problem and no prompt. */
export function currentPrompts(projects: readonly KnownProject[]): {
  readonly prompts: readonly WordedPrompt[];
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const bundled = new Map(PromptName.options.map((name) => [name, bundledTemplate(name)] as const));
  const prompts = projects.flatMap(({ name: project, root }) => {
    const words = existsSync(path.join(root, '.clutch', 'prompts'));
    return [...bundled].flatMap(([name, given]) => {
      try {
        return [worded(project, name, words ? projectPrompt(root, name) : given)];
      } catch (error) {
        if (!(error instanceof EffectError)) throw error;
        problems.push(`${project}: ${error.message}`);
        return [];
      }
    });
  });
  return { prompts, problems };
}

function worded(project: string, name: PromptName, { template, source, wording }: SourcedTemplate): WordedPrompt {
  return { project, name, source, wording, version: template.version, description: template.description };
}
