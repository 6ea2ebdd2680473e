import Mustache from 'mustache';
import { fenceFor } from './fence.ts';

/** Texts that templates take in with `{{> name}}`. */
export type Parts = ReadonlyMap<string, string>;

const MAX_LENGTH = 1_048_576;

/**
 * Fills a template that was checked. Values are put in as they are, and what looks like a tag in one of them is text.
 * Throws a `PromptTooLong`.
 */
export function renderTemplate(body: string, parts: Parts, values: Readonly<Record<string, unknown>>): string {
  const view = { ...withQuestions(values), fence: fenceFor(values) };
  let left = MAX_LENGTH;
  const asIs = (value: unknown): string => {
    const text = String(value);
    left -= text.length;
    // A short template can name a long value ten thousand times.
    if (left < 0) throw new PromptTooLong();
    return text;
  };
  const text = new Mustache.Writer().render(body, view, Object.fromEntries(parts), { escape: asIs }).trimEnd();
  if (text.length > MAX_LENGTH) throw new PromptTooLong();
  return text;
}

/** The template and the values together come to more than any agent could read. */
export class PromptTooLong extends Error {
  override readonly name = 'PromptTooLong';

  constructor() {
    super('it comes to more than 1 MiB of text');
  }
}

/** Beside every list the answer to whether it holds anything: `files?`. */
function withQuestions(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([name, one]): [string, unknown][] => {
    if (Array.isArray(one))
      return [
        [name, one.map(nested)],
        [`${name}?`, one.length > 0],
      ];
    return [[name, nested(one)]];
  });
  return Object.fromEntries(entries);
}

function nested(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? withQuestions({ ...value }) : value;
}
