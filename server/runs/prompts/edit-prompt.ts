import { lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EditedPrompt } from '#schemas/protocol/prompts.ts';
import type { PromptName } from '#schemas/prompt-name.ts';
import { isInside } from '../../plans/inside.ts';
import { bundledPrompt } from '../../prompts/bundled.ts';
import { EffectError } from '../effect-error.ts';
import { overridePath } from './project-prompts.ts';

/** Copies the bundled prompt to where the project's own is looked for. What is there already stays as it is. */
export function editPrompt(root: string, name: PromptName): EditedPrompt {
  const file = path.join(root, overridePath(name));
  const folder = path.dirname(file);
  if (lstatSync(file, { throwIfNoEntry: false })) return { path: file, created: false };
  mkdirSync(folder, { recursive: true });
  if (!isInside(realpathSync(root), realpathSync(folder))) {
    throw new EffectError('user', `${folder} is a link that leads out of the project. Make a folder of it.`);
  }
  writeFileSync(file, bundledPrompt(name), { flag: 'wx' });
  return { path: file, created: true };
}
