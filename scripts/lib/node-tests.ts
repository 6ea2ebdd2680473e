/** Runs the test files of one kind with Node's own runner, each file in a process of its own. */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import type { EventData } from 'node:test';
import { inspect } from 'node:util';
import { inRepository, repositoryRoot } from './repository.ts';
import type { Failure, StageResult } from './stage.ts';

/** The stage `slow` is for what takes as long as it takes. */
const minutesPerFile = (kind: string): number => (kind === 'slow' ? 60 : 3);

/** Two at a time at most: tests of one kind start servers and git, and share the machine with code-server's install. */
const concurrency = Math.min(2, availableParallelism());

export interface NodeTestOptions {
  /** Aborting it kills the processes of the files that run. */
  readonly signal: AbortSignal;
  /** What a test tells beside its result. */
  onDiagnostic?(message: string): void;
}

export function runNodeTests(kind: string, options: NodeTestOptions): Promise<StageResult> {
  const files = globSync(`test/${kind}/**/*.test.ts`, { cwd: repositoryRoot })
    .map((path) => inRepository(path))
    .sort();
  return runTestFiles(kind, files, minutesPerFile(kind), options);
}

/** Runs these files; `name` is that of the result. */
export async function runTestFiles(
  name: string,
  files: readonly string[],
  minutes: number,
  { signal, onDiagnostic }: NodeTestOptions,
): Promise<StageResult> {
  const startedAt = performance.now();
  const failures: Failure[] = [];
  let passed = 0;
  let skipped = 0;
  // Without files Node's runner would look for some by itself.
  if (files.length > 0) {
    const events = run({ files, concurrency, timeout: minutes * 60_000, cwd: repositoryRoot, signal });
    for await (const { type, data } of events) {
      if (type === 'test:diagnostic') onDiagnostic?.(data.message);
      if (type === 'test:pass' && isTest(data, files)) {
        if (isSkipped(data)) skipped += 1;
        else passed += 1;
      }
      if (type === 'test:fail' && !isConsequence(data)) {
        if (isSkipped(data)) skipped += 1;
        else failures.push(failureOf(data));
      }
    }
  }
  return { name, passed, skipped, failures, milliseconds: performance.now() - startedAt };
}

/** A suite is no test, and neither is the entry that the runner makes up for a file without one. */
const isTest = ({ details, name, nesting }: EventData.TestPass, files: readonly string[]): boolean =>
  details.type !== 'suite' && !(nesting === 0 && files.some((file) => file.endsWith(name)));

const isSkipped = ({ skip, todo }: EventData.TestPass | EventData.TestFail): boolean =>
  (skip ?? false) !== false || (todo ?? false) !== false;

/** Parents fail with their children; only the children's failures say something. */
const isConsequence = ({ details: { error } }: EventData.TestFail): boolean =>
  'failureType' in error && error.failureType === 'subtestsFailed';

function failureOf({ name, file, line, details: { error } }: EventData.TestFail): Failure {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}\n`;
  return { title: name, detail: place + inspect(error.cause ?? error) };
}
