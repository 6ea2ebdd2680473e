import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { PromptName } from '#schemas/prompt-name.ts';
import { PROMPT_ALIASES } from '#schemas/prompts.ts';
import { nearestName } from '../../language/nearest-name.ts';
import { isInside } from '../../plans/inside.ts';
import { readDocument } from '../../plans/read-document.ts';
import { bundledParts, bundledPrompt } from '../../prompts/bundled.ts';
import { readTemplate, type PromptTemplate } from '../../prompts/template.ts';
import { EffectError } from '../effect-error.ts';

/** Where a project keeps the prompts that it words itself. */
const FOLDER = '.clutch/prompts';

export interface SourcedTemplate {
  readonly template: PromptTemplate;
  /** `bundled`, or the path of the file in the project. */
  readonly source: string;
  /** The template itself, as it is written. */
  readonly wording: string;
}

/** Path of the file in which a project words this prompt itself. */
export function overridePath(name: PromptName): string {
  return `${FOLDER}/${name}.md`;
}

/**
 * The template of a prompt: the project's own where it has one, else the bundled one. Throws an `EffectError` where the
 * project's own cannot be used; a person meant something by it, so nothing else is sent in its place.
 */
export function projectPrompt(root: string, name: PromptName): SourcedTemplate {
  const text = overrideText(root, name);
  if (text === null) return bundledTemplate(name);
  const read = readTemplate(name, text, bundledParts());
  const source = overridePath(name);
  if (read.ok) return { template: read.template, source, wording: text };
  const [first, ...more] = read.problems.map(({ line, message }) => `${source}:${line}: ${message}`);
  const others = more.length === 0 ? '' : ` (and ${more.length} more; \`clutch prompt check\` names all)`;
  throw new EffectError('user', `${first ?? source}${others} Or delete the file: then the bundled prompt is used.`);
}

export function bundledTemplate(name: PromptName): SourcedTemplate {
  const wording = bundledPrompt(name);
  const read = readTemplate(name, wording, bundledParts());
  if (read.ok) return { template: read.template, source: 'bundled', wording };
  const [problem] = read.problems;
  throw new Error(`The bundled prompt ${name}.md cannot be used: line ${problem?.line}: ${problem?.message}`);
}

/** Null where the project has none. It may not lie outside of the project: a link could lead to anything. */
export function overrideText(root: string, name: PromptName): string | null {
  const source = overridePath(name);
  const file = path.join(root, source);
  const document = readDocument(file, source);
  if (!document.ok) {
    if (document.code === 'missing') return null;
    throw new EffectError('user', document.message);
  }
  if (!isInside(realpathSync(root), realpathSync(file))) {
    throw new EffectError('user', `${source} is a link that leads out of the project. Put the text itself there.`);
  }
  return document.text;
}

export interface OverrideProblem {
  /** Relative to the project. */
  readonly path: string;
  /** One-based; null where it is about the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

/** Everything that is wrong with the prompts that a project words itself, and the names of those that can be used. */
export function checkOverrides(root: string): { readonly good: PromptName[]; readonly problems: OverrideProblem[] } {
  const good: PromptName[] = [];
  const problems: OverrideProblem[] = [];
  for (const file of filesIn(path.join(root, FOLDER))) {
    const found = checkOverride(root, file);
    if (typeof found === 'string') good.push(found);
    else problems.push(...found);
  }
  return { good, problems };
}

function checkOverride(root: string, file: string): PromptName | OverrideProblem[] {
  const shown = `${FOLDER}/${file}`;
  const written = file.replace(/\.md$/, '');
  const name = PromptName.safeParse(written).data;
  if (!name) {
    const meant = PROMPT_ALIASES.get(written) ?? nearestName(written, PromptName.options);
    const guess = meant ? ` Rename it to ${meant}.md.` : '';
    const known = PromptName.options.join(', ');
    return [{ path: shown, line: null, message: `no prompt has this name.${guess} Known are: ${known}.` }];
  }
  try {
    const read = readTemplate(name, overrideText(root, name) ?? '', bundledParts());
    return read.ok ? name : read.problems.map((problem) => ({ path: shown, ...problem }));
  } catch (error) {
    if (!(error instanceof EffectError)) throw error;
    return [{ path: shown, line: null, message: error.message }];
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.md'))
      .toSorted();
  } catch {
    // There is no such folder, which is the usual case.
    return [];
  }
}
