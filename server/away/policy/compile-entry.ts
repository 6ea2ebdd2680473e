import { PermissionPolicy, type PermissionClause } from '#schemas/permission-policy.ts';
import type { ActionClass } from '#schemas/run/permission.ts';
import { gatedWordsIn } from '../../language/away/gated-classes.ts';
import { saysNothing } from '../../language/away/says-nothing.ts';
import { unboundedWordsIn } from '../../language/away/unbounded-words.ts';
import { type AllowClause, allowedBy, distinct, heldBackBy } from './command-clauses.ts';
import { isConditional, type Portion, portionsOf, type Token } from './tokens.ts';
import { isGlue, topicOf, topics, type Verb, verbOf } from './topics.ts';

/** What one entry of the plan comes to. */
export interface CompiledEntry {
  readonly allow: readonly AllowClause[];
  readonly ask: readonly PermissionClause[];
  readonly deny: readonly PermissionClause[];
  /** False where the entry is only words: it allows nothing, and what it forbids nobody can check. */
  readonly understood: boolean;
  readonly explanation: string;
}

const NOTHING = { allow: [], ask: [], deny: [] };

const words = (explanation: string): CompiledEntry => ({ ...NOTHING, understood: false, explanation });

/** An entry under Allowed or Preapproved. Whatever is not understood allows nothing. */
export async function compileAllowed(text: string): Promise<CompiledEntry> {
  if (saysNothing(text)) return words('It says nothing, so it allows nothing.');
  const gated = gatedWordsIn(text);
  if (gated) return words(`It speaks of ${gated.class}, which no plan can allow, so all of it is asked.`);
  const unbounded = unboundedWordsIn(text);
  if (unbounded) return words(`“${unbounded}” sets no bounds, so it allows nothing.`);
  const { meant, excepted } = portionsOf(text, 'allow');
  const ask = await heldBack(excepted.tokens);
  if (isConditional(text)) {
    return { ...words('Whether its condition is met no program can check, so it is asked.'), ask };
  }
  const { allow, problem } = await whatIsMeant(meant);
  const problems = problem === null ? '' : ` ${problem}`;
  if (allow.length === 0) {
    const why = problem ?? 'These are words that no program can check, so it allows nothing: name paths or commands.';
    return { ...NOTHING, ask, understood: ask.length > 0, explanation: why };
  }
  const but = ask.length === 0 ? '' : ` ${ask.map(shown).join(', ')} is asked.`;
  return {
    ...NOTHING,
    allow,
    ask,
    understood: true,
    explanation: `Allows ${allow.map(shown).join(', ')}.${but}${problems}`,
  };
}

/** An entry under Requires Approval or Forbidden: it may be understood too widely, never too narrowly. */
export async function compileHeldBack(text: string, verdict: 'ask' | 'deny'): Promise<CompiledEntry> {
  if (saysNothing(text)) return words('It says nothing.');
  const { meant } = portionsOf(text, 'hold-back');
  const ofWords = meant.tokens.length === 0 ? ofTopics(meant) : [];
  const clauses = distinct([...(await heldBack(meant.tokens)), ...ofWords, ...classesIn(text)]);
  if (clauses.length > 0) {
    const what = verdict === 'ask' ? 'Asks about' : 'Denies';
    const explanation = `${what} ${clauses.map(shown).join(', ')}.`;
    return { ...NOTHING, [verdict]: clauses, understood: true, explanation };
  }
  if (/\b(?:everything|anything|all|whatever)\b.{0,40}\b(?:not|no|else|other)\b/i.test(text)) {
    return { ...NOTHING, understood: true, explanation: 'It is so in any case: what nothing allows is asked.' };
  }
  return words('These are words that no program can check. What no other entry allows is asked all the same.');
}

async function whatIsMeant({
  words: all,
  tokens,
}: Portion): Promise<{ allow: readonly AllowClause[]; problem: string | null }> {
  const verbs = new Set(all.map(verbOf).filter((verb) => verb !== null));
  if (tokens.length === 0) return { allow: phrase(all, verbs), problem: null };
  const isBare = all.every((word) => isGlue(word) || topicOf(word) !== null);
  if (verbs.size === 0 && !isBare) {
    return {
      allow: [],
      problem: 'What is to be done there is not understood, so it allows nothing: say edit, read or run.',
    };
  }
  const found = await Promise.all(tokens.map((token) => allowedToken(token, verbs)));
  return {
    allow: distinct(found.flatMap(({ allow }) => allow)),
    problem: found.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}

async function allowedToken(
  { kind, text }: Token,
  verbs: ReadonlySet<Verb>,
): Promise<{ allow: readonly AllowClause[]; problem: string | null }> {
  const isRun =
    kind === 'code' || (verbs.has('run') && !verbs.has('edit') && !verbs.has('read') && !/[*]|\/$/.test(text));
  if (isRun) {
    const { clauses, problem } = await allowedBy(text);
    return { allow: clauses, problem };
  }
  const path = text.replace(/^\.\//, '');
  if (/^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(path)) {
    return { allow: [], problem: `\`${text}\` leads out of the project, which no plan can allow.` };
  }
  const edits = verbs.has('edit') || !verbs.has('read');
  const clause = edits ? { access: 'write' as const, paths: [path] } : { class: 'read' as const, paths: [path] };
  const isNarrow = PermissionPolicy.safeParse({ allow: [clause] }).success;
  return isNarrow
    ? { allow: [clause], problem: null }
    : { allow: [], problem: `\`${text}\` does not begin with a folder or file that is named, so it allows nothing.` };
}

/** Words alone allow only where every one of them is known. */
function phrase(all: readonly string[], verbs: ReadonlySet<Verb>): readonly AllowClause[] {
  const rest = all.filter((word) => !isGlue(word) && verbOf(word) === null);
  const named = rest.map(topicOf);
  const known = named.filter((topic) => topic !== null);
  if (known.length === 0 || known.length < named.length) return [];
  const clauses = known.flatMap(({ paths, commands }): AllowClause[] => {
    const edits = paths.length > 0 && (verbs.has('edit') || (!verbs.has('run') && !verbs.has('read')));
    const reads = paths.length > 0 && verbs.has('read') && !edits;
    const runs = commands.length > 0 && (verbs.has('run') || paths.length === 0);
    return [
      ...(edits ? [{ access: 'write' as const, paths: [...paths] }] : []),
      ...(reads ? [{ class: 'read' as const, paths: [...paths] }] : []),
      ...(runs ? commands.map((command) => ({ command })) : []),
    ];
  });
  return distinct(clauses);
}

async function heldBack(tokens: readonly Token[]): Promise<readonly PermissionClause[]> {
  const found = await Promise.all(
    tokens.map(async ({ kind, text }): Promise<readonly PermissionClause[]> => {
      const path: PermissionClause[] = text.length <= 400 ? [{ paths: [text.replace(/^\.\//, '')] }] : [];
      return kind === 'path' ? path : heldBackBy(text);
    }),
  );
  return distinct(found.flat());
}

function ofTopics({ words: all }: Portion): readonly PermissionClause[] {
  const named = topics.filter(({ words: pattern }) => all.some((word) => pattern.test(word)));
  return named.flatMap(({ paths, commands }): PermissionClause[] => [
    ...(paths.length === 0 ? [] : [{ paths: [...paths] }]),
    ...commands.map((command) => ({ command })),
  ]);
}

const CLASSES: readonly { readonly words: RegExp; readonly class: ActionClass }[] = [
  { words: /\bhardware|\brobots?\b|\bmotors?\b|\bdevices?\b/i, class: 'hardware' },
  { words: /\bsudo\b|\broot\b|\badministrator|\bprivileges?\b/i, class: 'privilege' },
  {
    words: /\bcredentials?\b|\bpasswords?\b|\bsecrets?\b|\btokens?\b|\b(?:api|ssh|private) ?keys?\b/i,
    class: 'credentials',
  },
  { words: /\bnetwork (?:configuration|settings?)|\bfirewall/i, class: 'network-configuration' },
  { words: /\bdestructive|\brestor(?:e|ing)\b|\bdelet(?:e|ing|ion)|\breset\b/i, class: 'destructive' },
  { words: /\bpublication|\bpublish|\bpush(?:ing)?\b|\breleas(?:e|ing)|\bdeploy/i, class: 'git-publish' },
  { words: /\bnetwork\b(?! (?:configuration|settings?))|\binternet\b|\bdownloads?\b|\bonline\b/i, class: 'network' },
  { words: /\binstall|\bpackages?\b|\bdependenc(?:y|ies)\b/i, class: 'package-install' },
  { words: /\bunknown (?:programs?|commands?)\b/i, class: 'unknown' },
  { words: /\boutside (?:of )?(?:the |this )?(?:project|repository|worktree|folder)/i, class: 'write-out-of-scope' },
];

function classesIn(text: string): readonly PermissionClause[] {
  const plain = text.slice(0, 2000).replace(/`[^`]*`/g, ' ');
  return CLASSES.filter(({ words: pattern }) => pattern.test(plain)).map((one) => ({ class: one.class }));
}

const VERBS = { read: 'reading', write: 'changes to', run: 'running' } as const;

function shown({ class: what, command, paths, access, hosts }: PermissionClause): string {
  const act = access === undefined ? (what === 'read' && paths ? 'reading' : (what ?? '')) : VERBS[access];
  const subjects = [...(command === undefined ? [] : [command]), ...(paths ?? []), ...(hosts ?? [])].map(
    (one) => `\`${one}\``,
  );
  return [act, subjects.join(', ')].filter((one) => one !== '').join(' ');
}
