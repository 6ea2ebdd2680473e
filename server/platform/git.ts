import { setTimeout as delay } from 'node:timers/promises';
import { simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git';

/** `git` in one folder. Arguments are passed as they are, never through a shell. */
export interface Git {
  readonly dir: string;
  /** Standard output without its last line break. Rejects with a `GitError`. */
  run(...args: string[]): Promise<string>;
  /** As `run`, but null where git answers with a failure that is an answer (no such ref, not a repository). */
  ask(...args: string[]): Promise<string | null>;
}

export type GitErrorCode = 'not-installed' | 'locked' | 'disk-full' | 'timeout' | 'failed';

export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;

  constructor(code: GitErrorCode, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** A git command that prints nothing for this long hangs: a hook waits for input, or the disk is gone. */
const SILENCE_MS = 120_000;
/** How long another git process may hold a lock before we give up and say so. */
const LOCK_WAIT_MS = 10_000;

/** Who commits is the person's affair, so these few variables of theirs reach git; all other GIT_* are dropped. */
const IDENTITY = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
];

/**
 * Otherwise every commit and merge starts another git to see whether it is time to tidy up, which costs a third of the
 * commit and may leave a process behind. The person's own commands still do it.
 */
const NO_MAINTENANCE = ['maintenance.auto=false', 'gc.auto=0'];

export interface GitOptions {
  /** Ends the command that is under way. */
  readonly signal?: AbortSignal;
  /** Whether git may not speak to anybody: in a partial clone it would ask the origin for what it does not know. */
  readonly offline?: boolean;
}

export function createGit(dir: string, options: GitOptions = {}): Git {
  // Made at the first command: the folder of a worktree may not be there yet when this is called.
  let git: SimpleGit | null = null;
  const attempt = async (args: readonly string[]): Promise<string> => {
    try {
      git ??= openGit(dir, options);
      return (await git.raw([...args])).replace(/\r?\n$/, '');
    } catch (cause) {
      throw toGitError(dir, args, cause);
    }
  };
  const run = async (...args: string[]): Promise<string> => {
    const deadline = Date.now() + LOCK_WAIT_MS;
    for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
      try {
        return await attempt(args);
      } catch (error) {
        const locked = error instanceof GitError && error.code === 'locked';
        if (!locked || Date.now() + wait > deadline) throw error;
        await delay(wait);
      }
    }
  };
  const ask = async (...args: string[]): Promise<string | null> => {
    try {
      return await run(...args);
    } catch (error) {
      if (error instanceof GitError && error.code === 'failed') return null;
      throw error;
    }
  };
  return { dir, run, ask };
}

function openGit(dir: string, { signal, offline = false }: GitOptions): SimpleGit {
  const git = simpleGit({
    baseDir: dir,
    timeout: { block: SILENCE_MS },
    // By itself simple-git takes a command for done 50 ms after its exit, read or not: on a busy machine a hash or a
    // list of changed files then comes back empty.
    completion: { onClose: true, onExit: false },
    allowEnvironment: IDENTITY,
    config: offline ? [...NO_MAINTENANCE, 'protocol.allow=never'] : NO_MAINTENANCE,
    unsafe: { allowUnsafeProtocolOverride: offline },
    errors,
    ...(signal ? { abort: signal } : {}),
  });
  // simple-git waits another 50 ms for the output of a command that printed nothing, although it also waits for the
  // streams to close. A run is mostly such commands: an empty chunk tells it that output has come (5 ms instead of 55).
  return git.outputHandler((_command, stdout) => void setImmediate(() => stdout.emit('data', Buffer.alloc(0))));
}

/** simple-git takes a failure that prints nothing, such as `merge-base --is-ancestor`, for a success. */
const errors: NonNullable<SimpleGitOptions['errors']> = (error, { exitCode, stdOut, stdErr }) => {
  if (error || exitCode === 0) return error;
  return Buffer.concat([...stdErr, ...stdOut, Buffer.from(`exit code ${exitCode}`)]);
};

function toGitError(dir: string, args: readonly string[], cause: unknown): GitError {
  const text = cause instanceof Error ? cause.message.trim() : String(cause);
  // First, because a full disk also keeps git from making its locks.
  if (/no space left|ENOSPC|disk quota/i.test(text)) {
    return new GitError(
      'disk-full',
      `The disk of ${dir} is full: git ${args[0]} could not write. Free space, then resume.`,
      cause,
    );
  }
  const lock = heldLock(text);
  if (lock) {
    const advice = `Another git process holds it, or one died. If none runs, remove the file, then resume.`;
    return new GitError('locked', `git cannot go on in ${dir}: ${lock} exists. ${advice}`, cause);
  }
  if (/ENOENT/.test(text)) {
    return new GitError('not-installed', `git was not found. Install git and put it on PATH, then try again.`, cause);
  }
  if (/block timeout reached/.test(text)) {
    return new GitError(
      'timeout',
      `git ${args[0]} in ${dir} did nothing for ${SILENCE_MS / 1000} s and was stopped.`,
      cause,
    );
  }
  return new GitError('failed', `git ${args.slice(0, 3).join(' ')} in ${dir} failed: ${text.slice(0, 2000)}`, cause);
}

/** git names its locks by absolute paths; `yarn.lock` and its like are files of the project. */
function heldLock(text: string): string | null {
  if (/permission denied|read-only file system/i.test(text)) return null;
  return /'((?:\/|[A-Za-z]:[\\/]).+?\.lock)'/.exec(text)?.[1] ?? null;
}
