import type { PermissionDecision } from '#schemas/run/permission.ts';
import type { AgentAnswer, AgentRequest } from '../engine/ports.ts';
import { type Action, isAlwaysAsked } from '../permissions/action.ts';
import type { Judgement } from '../permissions/judge.ts';
import type { PersonQuestion } from './performer.ts';

/** Who asks, for the text of a question. */
export interface Asker {
  readonly worktree: string;
  readonly phase: string;
  readonly workstream: string;
  /** `executor-api`. */
  readonly executor: string;
}

/** What a person made of a request. */
export interface PersonDecision {
  readonly outcome: PermissionDecision['outcome'];
  readonly scope: PermissionDecision['scope'];
  readonly text: string | null;
  /** The agent's option, where the person chose between several of them. */
  readonly option: string | null;
}

const CRITICAL = new Set(['privilege', 'hardware', 'credentials', 'destructive']);
const MAX_SHOWN = 4_000;

/** A question in our words: for how long a yes holds is for the person to say, and never “always”. */
export function permissionQuestion(
  request: AgentRequest,
  action: Action,
  { clause, grantable }: Judgement,
  asker: Asker,
): PersonQuestion {
  const { executor, workstream, phase } = asker;
  // Those who work for a whole phase have no workstream of their own.
  const who = `${executor} (${workstream.startsWith('@') ? '' : `workstream ${workstream}, `}phase ${phase})`;
  const why = `${action.class}${action.subject === '' ? '' : `: ${action.subject}`}`;
  const longer = [
    { id: 'allow-workstream', label: 'Allow for this workstream', needs: null },
    { id: 'allow-run', label: 'Allow for this run', needs: null },
  ];
  return {
    // What is chosen between several ways is worth remembering; a yes holds for the one time.
    topic: isChoice(request) ? 'question' : 'permission',
    text: visible(`${who} wants to ${whatOf(request, 500)}\nThat is ${why}.`),
    kind: 'question',
    severity: CRITICAL.has(action.class) ? 'critical' : isAlwaysAsked(action.class) ? 'high' : 'normal',
    detail: visible(detailOf(request, action, clause, asker)),
    options: hasOwnWords(request)
      ? onceOf(request).map(({ id, label, needs = null }) => ({ id, label, needs }))
      : [
          { id: 'allow-once', label: 'Allow once', needs: null },
          ...(grantable ? longer : []),
          { id: 'deny', label: 'Deny', needs: null },
        ],
  };
}

/** Something that an agent wants to know, not to do: passed on as it is. */
export function plainQuestion(request: AgentRequest): PersonQuestion {
  const { title, paths, input } = request;
  const files = paths.length === 0 ? '' : `Files: ${paths.slice(0, 20).join(', ').slice(0, 1_000)}`;
  return {
    topic: 'question',
    text: visible([title, files].filter((line) => line !== '').join('\n')),
    kind: 'question',
    severity: 'normal',
    detail: input === '' ? null : visible(input),
    options: onceOf(request).map(({ id, label, needs = null }) => ({ id, label, needs })),
  };
}

/** Whether the agent offers several ways to go on, of which only it knows what they are. */
export function isChoice({ options }: AgentRequest): boolean {
  return options.some(({ kind }) => kind === null) || options.filter(({ kind }) => kind === 'allow_once').length > 1;
}

/** Where it does not say what it would do, its own options may say more than ours. */
function hasOwnWords(request: AgentRequest): boolean {
  const { command, paths, urls } = request;
  return isChoice(request) || (command === null && paths.length === 0 && urls.length === 0);
}

/** Without those by which the agent would never ask again. */
function onceOf({ options }: AgentRequest): AgentRequest['options'] {
  const once = options.filter(({ kind }) => kind !== 'allow_always' && kind !== 'reject_always');
  return once.length > 0 ? once : options.filter(({ kind }) => kind !== 'allow_always');
}

/** What the answer to `permissionQuestion` says. */
export function decisionOf(request: AgentRequest, answer: AgentAnswer | null): PersonDecision {
  const none = { scope: 'once', option: null } as const;
  if (answer === null) return { ...none, outcome: 'cancelled', text: null };
  const { option, text } = answer;
  if (hasOwnWords(request)) {
    const chosen = onceOf(request).find(({ id }) => id === option);
    if (chosen === undefined) return { ...none, outcome: 'cancelled', text };
    const outcome = chosen.kind?.startsWith('reject') === true ? 'denied' : 'allowed';
    return { ...none, outcome, text, option };
  }
  if (option === 'allow-once') return { ...none, outcome: 'allowed', text };
  if (option === 'allow-workstream') return { ...none, outcome: 'allowed', scope: 'workstream', text };
  if (option === 'allow-run') return { ...none, outcome: 'allowed', scope: 'run', text };
  return { ...none, outcome: 'denied', text };
}

export function commandText({ command }: AgentRequest): string | null {
  return command === null || typeof command === 'string' ? command : command.join(' ');
}

function whatOf(request: AgentRequest, length: number): string {
  const { kind, paths, urls, title } = request;
  const command = commandText(request);
  if (command !== null) return `run: ${cut(command, length)}`;
  if (urls.length > 0) return `reach ${cut(urls.join(', '), length)}`;
  if (paths.length > 0) return `${kind === null || kind === 'other' ? 'use' : kind} ${cut(paths.join(', '), length)}`;
  return `do this: ${cut(title, length)}`;
}

function detailOf(request: AgentRequest, action: Action, clause: string, { worktree }: Asker): string {
  const { title, paths, urls, input } = request;
  const lines: readonly (readonly [string, string])[] = [
    ['Where', worktree],
    ['Why it is asked', clause],
    ['All that it does', partsOf(action)],
    ['Command', commandText(request) ?? ''],
    ['Files', paths.slice(0, 50).join(', ')],
    ['Addresses', urls.slice(0, 50).join(', ')],
    ['Letters that may look like others', foreignLetters(commandText(request) ?? '')],
    ["In the agent's words", title],
    ['Input', input],
  ];
  return lines.flatMap(([name, text]) => (text === '' ? [] : [`${name}: ${cut(text, MAX_SHOWN)}`])).join('\n');
}

function partsOf({ parts }: Action): string {
  const told = parts.filter(({ usual }) => !usual).map((part) => `${part.class} ${part.subject}`.trim());
  return [...new Set(told)].slice(0, 20).join('; ');
}

/** `ѕ (U+0455)`: a name with one of these is not the program that it looks like. */
function foreignLetters(text: string): string {
  const found = new Set(text.match(/[\u{80}-\u{10ffff}]/gu) ?? []);
  return [...found]
    .slice(0, 10)
    .map((letter) => `${letter} (${codeOf(letter)})`)
    .join(', ');
}

const codeOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Characters that nobody sees, or that turn the order of others around, are written out. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) =>
    letter === '\n' || letter === '\t' ? letter : `\\u{${codeOf(letter).slice(2)}}`,
  );
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
