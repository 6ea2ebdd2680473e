import type { ListedPrompt } from '#schemas/protocol/prompts.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import { PROMPT_ALIASES } from '#schemas/prompts.ts';
import type { Fields, Shape } from '../../prompts/shape.ts';
import { variablesOf } from '../../prompts/template.ts';
import { EffectError } from '../effect-error.ts';
import { sessionOf } from './mission-ahead.ts';
import { bundledTemplate, overridePath, projectPrompt } from './project-prompts.ts';

type ListedVariable = ListedPrompt['variables'][number];

/** Every prompt as a session in this project would get it. */
export function listPrompts(root: string): ListedPrompt[] {
  return PromptName.options.map((name) => {
    const aliases = [...PROMPT_ALIASES].flatMap(([alias, meant]) => (meant === name ? [alias] : []));
    const planned = sessionOf(name, null) !== null;
    const about = { name, aliases, planned, variables: listVariables(variablesOf(name)) };
    try {
      const { template, source } = projectPrompt(root, name);
      const { description, version } = template;
      return { ...about, description, version, source, problem: null };
    } catch (error) {
      if (!(error instanceof EffectError)) throw error;
      const { description } = bundledTemplate(name).template;
      return { ...about, description, version: null, source: overridePath(name), problem: error.message };
    }
  });
}

/** Flat, with the parts of lists and groups behind them. */
export function listVariables(fields: Fields, prefix = ''): ListedVariable[] {
  return [...fields].flatMap(([field, shape]) => {
    const name = `${prefix}${field}`;
    const { kind, description } = shape;
    return [{ name, kind, description }, ...inside(name, shape)];
  });
}

function inside(name: string, shape: Shape): ListedVariable[] {
  if (shape.kind === 'group') return listVariables(shape.fields, `${name}.`);
  if (shape.kind === 'list') return inside(`${name}[]`, shape.item);
  return [];
}
