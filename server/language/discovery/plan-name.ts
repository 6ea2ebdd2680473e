import { phaseIdOfFileName } from '../phase-id.ts';
import { beginningOf, harmless, shortened } from './harmless.ts';

const MAX_NAME = 48;
const MAX_TITLE = 70;

/**
 * The part of a PRD's file name that a person chooses: `Search & filters` → `search-filters`. A word that would make the
 * file something else (a PRP, the plan of one phase) is left out. Empty where no letter or digit is left.
 */
export function slugOf(words: string): string {
  const parts = harmless(words)
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((part) => part !== '' && !/^(?:prds?|prps?)$/.test(part));
  let name = '';
  for (const part of parts) {
    const longer = name === '' ? part : `${name}-${part}`;
    if (longer.length > MAX_NAME) break;
    name = longer;
  }
  // One long word, as scripts without blanks have it.
  if (name === '') name = beginningOf(parts[0] ?? '', MAX_NAME);
  return phaseIdOfFileName(`PRD-${name}.md`) === null
    ? name
    : name.replaceAll(/-?(?:phase-?|p-?)(?=\d)/g, '-step').replace(/^-/, '');
}

/** What the plan is called in its heading: the idea up to its first pause, without the article that it begins with. */
export function titleOfIdea(idea: string): string {
  const words = harmless(idea).replace(
    /^(?:i(?:'d| would)? (?:want|like|need)(?: to (?:have|build|make))?|build|make|create|please)\s+/iu,
    '',
  );
  const head =
    /^.{8,}?(?=[.!?;:,。！？；：，、](?:\s|$)|\s(?:done|finished|ready) when\b|$)/u.exec(words)?.[0] ?? words;
  const bare = shortened(head.replace(/^(?:an?|the)\s+/iu, ''), MAX_TITLE).replace(/[\s.…#]+$/u, '');
  return bare.charAt(0).toLocaleUpperCase('en') + bare.slice(1);
}

/** The name of a plan whose author gave none. */
export const nameOfIdea = (idea: string): string =>
  slugOf(titleOfIdea(idea).replace(/\s(?:in|for|with|using|so that)\s.*$/u, '')) || slugOf(titleOfIdea(idea));

export const prdPath = (name: string): string => `PRDs/PRD-${name}.md`;
