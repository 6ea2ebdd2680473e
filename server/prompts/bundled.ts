import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { PromptName } from '#schemas/prompt-name.ts';
import type { Parts } from './render-template.ts';

/** Beside this file, and beside every program that it is bundled into. */
const FOLDER = path.join(import.meta.dirname, 'role-prompts');

/** The template of this prompt as it comes with the product. */
export function bundledPrompt(name: PromptName): string {
  return readFileSync(path.join(FOLDER, `${name}.md`), 'utf8');
}

export function bundledParts(): Parts {
  const folder = path.join(FOLDER, 'parts');
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .toSorted();
  return new Map(names.map((file) => [file.slice(0, -'.md'.length), readFileSync(path.join(folder, file), 'utf8')]));
}
