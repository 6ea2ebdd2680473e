import type { DiscoveryAnswers, DiscoveryProposal, QuestionId } from '#schemas/discovery.ts';
import { harmless } from './harmless.ts';
import { technologiesSaid } from './technologies.ts';

/** What the words of an idea answer beside it, each with the words that do. */
export type Understood = Partial<Record<Exclude<QuestionId, 'idea'>, DiscoveryProposal>>;

/** How much of an idea is read for answers. */
const MAX_IDEA = 4000;

const DONE =
  /\b(?:done|finished|ready|complete|successful) (?:when|once|if)\s+(.{3,600}?)(?=[.!?;\n。]\s|[.!?;\n。]?$|\n)/iu;
const OUT =
  /\b(?:out of scope(?: (?:is|are))?|not in scope(?: (?:is|are))?|excluding|not including)\s*[:：]?\s+(.{3,300}?)(?=[.!?;\n]\s|[.!?;\n]?$|\n)/iu;
const USERS =
  /\bfor\s+((?:our|my|the|all|every|people|users|anyone|everyone|students|teams?|researchers?|developers?|teachers?|operators?|scientists?|engineers?|engineering|customers?)\b[\p{L}\p{N}' -]{0,60}?)(?=\s*(?:[,.;:!?()\n]|$|\s(?:in|with|using|that|which|so|done|finished|ready|to|by|written|built|out|excluding|not|and (?:it|then))\b))/iu;
const NEW = /\b(?:from scratch|green-?field|(?:a |an )?(?:brand )?new (?:project|repository|repo|code ?base))\b/iu;
const EXISTING =
  /\b(?:(?:to|in|into|of|on top of) (?:the|our|my|an|this) (?:existing|current)\b|existing (?:code|project|repository|repo|app|code ?base)|this (?:repository|repo|project|code ?base))/iu;
const SIZE = /\b[Ss]ize:?\s*(XS|S|M|L)\b/u;
const THING =
  '(?:\\w+[ -]){0,2}?(?:project|tool|cli|command|script|app|application|library|service|change|feature|fix|site|website|page|package|game|bot|plugin|extension)\\b';
const SIZED: readonly (readonly ['XS' | 'S' | 'M' | 'L', RegExp])[] = [
  ['XS', new RegExp(`\\b(?:tiny|trivial) ${THING}`, 'iu')],
  ['S', new RegExp(`\\b(?:small|simple|little) ${THING}`, 'iu')],
  ['M', new RegExp(`\\b(?:medium|medium-sized|mid-sized) ${THING}`, 'iu')],
  ['L', new RegExp(`\\b(?:large|big|huge) ${THING}`, 'iu')],
];

/** Reads explicit words only: what a person did not say is not guessed here. Never throws. */
export function readIdea(idea: string): Understood {
  const text = idea.slice(0, MAX_IDEA);
  const technology = technologiesSaid(text);
  const done = DONE.exec(text);
  const users = USERS.exec(text.replace(DONE, ' '));
  const out = OUT.exec(text);
  const code = readCode(text);
  const size = readSize(text);
  return {
    ...said('users', users?.[1], users?.[0]),
    ...said('technology', technology?.answer, technology?.words),
    ...said('code', code?.answer, code?.words),
    ...said('done', done?.[1], done?.[0]),
    ...said('outOfScope', out?.[1], out?.[0]),
    ...said('size', size?.answer, size?.words),
  };
}

function said(id: keyof Understood, answer: string | undefined, words: string | undefined): Understood {
  const clean = harmless(answer ?? '');
  return clean === '' ? {} : { [id]: { answer: clean, evidence: `the idea says “${harmless(words ?? '')}”` } };
}

function readCode(text: string): { answer: string; words: string } | null {
  const fresh = NEW.exec(text)?.[0];
  if (fresh !== undefined) return { answer: 'new', words: fresh };
  const existing = EXISTING.exec(text)?.[0];
  return existing === undefined ? null : { answer: 'existing', words: existing };
}

function readSize(text: string): { answer: string; words: string } | null {
  const given = SIZE.exec(text);
  if (given?.[1] !== undefined) return { answer: given[1], words: given[0] };
  for (const [answer, pattern] of SIZED) {
    const words = pattern.exec(text)?.[0];
    if (words !== undefined) return { answer, words };
  }
  return null;
}

/** The answers, with what the idea says put where nothing was answered. */
export function withIdea(answers: DiscoveryAnswers): DiscoveryAnswers {
  const { users, technology, code, done, outOfScope, size } = readIdea(answers.idea ?? '');
  const or = (own: string | undefined, other: DiscoveryProposal | undefined): string | undefined =>
    harmless(own ?? '') === '' ? other?.answer : own;
  const chosenCode = answers.code ?? (code?.answer === 'new' || code?.answer === 'existing' ? code.answer : undefined);
  const chosenSize = answers.size ?? sizeOf(size?.answer);
  return {
    idea: answers.idea,
    users: or(answers.users, users),
    technology: or(answers.technology, technology),
    code: chosenCode,
    done: or(answers.done, done),
    outOfScope: or(answers.outOfScope, outOfScope),
    size: chosenSize,
  };
}

const sizeOf = (text: string | undefined): DiscoveryAnswers['size'] =>
  text === 'XS' || text === 'S' || text === 'M' || text === 'L' ? text : undefined;
