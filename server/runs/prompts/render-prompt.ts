import type { EffectOf } from '#schemas/journal/effects.ts';
import type { RecordOf } from '#schemas/journal/records.ts';
import type { RenderedPrompt } from '#schemas/prompts.ts';
import { PromptTooLong } from '../../prompts/render-template.ts';
import { EffectError } from '../effect-error.ts';
import { projectPrompt } from './project-prompts.ts';
import { promptOf, type FilledPrompt, type SessionWords } from './variables.ts';

/**
 * What an agent session is told, word for word; the same effect, words and files give the same text. Reads the project's
 * own prompt in `root`, and throws an `EffectError` where that cannot be used.
 */
export function renderPrompt(
  effect: EffectOf<'run-agent'>,
  { root, ...words }: SessionWords & { readonly root: string },
): RenderedPrompt & { readonly wording: string } {
  return renderFilled(root, promptOf(effect, words));
}

export function renderFilled(
  root: string,
  { name, variables }: FilledPrompt,
): RenderedPrompt & { readonly wording: string } {
  const { template, source, wording } = projectPrompt(root, name);
  try {
    return { template: name, version: template.version, source, wording, text: template.render(variables) };
  } catch (error) {
    if (!(error instanceof PromptTooLong)) throw error;
    throw new EffectError('user', `The prompt ${name} (${source}) cannot be sent: ${error.message}. Shorten it.`);
  }
}

/** Of a prompt beyond any size that people write, the beginning is kept. */
const MAX_RECORD = 262_144;

export function promptRecord({ template, version, text }: RenderedPrompt): RecordOf<'prompt'> {
  return { kind: 'prompt', template, version, text: text.slice(0, MAX_RECORD) };
}
