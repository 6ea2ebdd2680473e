import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CommitFacts } from '../language/project-view.ts';
import { createGit, type Git } from '../platform/git.ts';

/** What git knows of the commits that documents name. Questions are answered later, all of a moment together. */
export interface GitFacts {
  /** Null while the answer is under way, and where git cannot answer. */
  commit(sha: string): CommitFacts | null;
  /** HEAD is another commit now, or there is a repository now: everything is asked again. */
  moved(): void;
  isAsking(): boolean;
  /** Resolves when no answer is under way. */
  settled(): Promise<void>;
  /** Ends a git that still thinks: a process must not wait for it when nobody wants the answer any more. */
  close(): void;
}

/** At most this long is waited for git; a repository on a dead disk must not keep documents from being checked. */
const PATIENCE_MS = 4000;
const MAX_BATCH = 200;
const MAX_REMEMBERED = 2000;
const SHA = /^[0-9a-f]{4,64}$/i;

export interface GitFactsOptions {
  readonly open?: (root: string, signal: AbortSignal) => Git;
  readonly patienceMs?: number;
}

/** `onAnswer` gets the shas, as they were asked for, whose answer is another than before. */
export function createGitFacts(
  root: string,
  onAnswer: (shas: readonly string[]) => void,
  { open = openGit, patienceMs = PATIENCE_MS }: GitFactsOptions = {},
): GitFacts {
  const answers = new Map<string, CommitFacts>();
  const wanted = new Set<string>();
  const waiting = new Set<string>();
  const closing = new AbortController();
  let work: Promise<void> | null = null;
  // Asked first, because starting git for the answer that there is no repository costs as much as a check.
  let isMute = !hasRepository(root);
  const ask = async (): Promise<void> => {
    // Everything that one check asks for is one question.
    await Promise.resolve();
    while (waiting.size > 0 && !isMute) {
      const shas = [...waiting].slice(0, MAX_BATCH);
      for (const sha of shas) waiting.delete(sha);
      const found = await inTime(patienceMs, closing.signal, (signal) => askGit(open(root, signal), shas));
      if (found === null) isMute = true;
      else onAnswer(shas.filter((sha) => remember(answers, sha, found.get(sha) ?? { state: 'unknown' })));
    }
    work = null;
  };
  const wonder = (sha: string): void => {
    waiting.add(sha);
    work ??= ask();
  };
  return {
    commit(sha) {
      const answer = answers.get(sha);
      if (answer === undefined && SHA.test(sha) && wanted.size < MAX_REMEMBERED) {
        wanted.add(sha);
        if (!isMute) wonder(sha);
      }
      return answer ?? null;
    },
    moved() {
      isMute = closing.signal.aborted || !hasRepository(root);
      if (!isMute) for (const sha of wanted) wonder(sha);
    },
    isAsking: () => work !== null,
    async settled() {
      for (let now = work; now !== null; now = work) await now;
    },
    close: () => closing.abort(),
  };
}

function openGit(root: string, signal: AbortSignal): Git {
  return createGit(root, { signal, offline: true });
}

function hasRepository(root: string): boolean {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return true;
    if (folder === path.dirname(folder)) return false;
  }
}

/** Whether the answer is another than before. */
function remember(answers: Map<string, CommitFacts>, sha: string, answer: CommitFacts): boolean {
  const before = answers.get(sha);
  answers.set(sha, answer);
  return JSON.stringify(before) !== JSON.stringify(answer);
}

/** Prints a mark, the commit and its files; for a merge, what it brought to the branch it was made on. */
const LOG =
  'log --no-walk=unsorted --ignore-missing --format=%x01%H --name-only --no-renames -z --root -m --first-parent --relative'.split(
    ' ',
  );

/** Rejects where git cannot tell: no git, no repository, or only a part of the history is here. */
async function askGit(git: Git, shas: readonly string[]): Promise<ReadonlyMap<string, CommitFacts>> {
  if ((await git.run('rev-parse', '--is-shallow-repository')) !== 'false') throw new Error('The history is cut off.');
  const log = await git.run(...LOG, ...shas, '--');
  const commits = log.split('\u0001').flatMap((part) => {
    const [id = '', ...files] = part.split(/[\0\n]+/).filter((one) => one !== '');
    return id === '' ? [] : [{ id, files }];
  });
  const ids = [...new Set(commits.map(({ id }) => id))];
  const apart = ids.length === 0 ? '' : await git.run('rev-list', ...ids, '--not', 'HEAD', '--');
  const strangers = new Set(apart.split('\n'));
  const answers = new Map<string, CommitFacts>();
  for (const sha of shas) {
    const commit = commits.find(({ id }) => id.startsWith(sha.toLowerCase()));
    if (commit) answers.set(sha, { state: 'known', ancestor: !strangers.has(commit.id), files: commit.files });
  }
  return answers;
}

/** Null where git failed, was too slow or is no longer wanted; then it has been stopped. */
async function inTime<Result>(
  patienceMs: number,
  closing: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const timer = setTimeout(end, patienceMs);
  closing.addEventListener('abort', end, { once: true });
  const stopped = new Promise<null>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(null), { once: true });
    if (closing.aborted) end();
  });
  try {
    return await Promise.race([work(stop.signal).catch(() => null), stopped]);
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', end);
  }
}
