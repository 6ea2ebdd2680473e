import { stripVTControlCharacters } from 'node:util';
import { inRepository, repositoryRoot } from './repository.ts';
import { run } from './process.ts';

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** What the tools printed; worth reading only when the check did not pass. */
  readonly output: string;
  readonly milliseconds: number;
}

/** One type-checked part each. `tsc -b` is not used: what it remembers between runs has hidden errors. */
const parts = ['pure', 'server', 'client', 'webviews', 'test'];

/** Types, lint (with the dependency rule) and format, side by side. Each is one result. */
export function runChecks(): Promise<readonly CheckResult[]> {
  return Promise.all([
    check(
      'types',
      parts.map((part): Command => ['tsc', '-p', `tsconfig.${part}.json`]),
    ),
    check('lint', [['oxlint', '--deny-warnings']]),
    check('format', [['oxfmt', '--check']]),
  ]);
}

async function check(name: string, commands: readonly Command[]): Promise<CheckResult> {
  const startedAt = performance.now();
  const results = await Promise.all(commands.map(runTool));
  const failed = results.filter(({ code }) => code !== 0);
  return {
    name,
    passed: failed.length === 0,
    // The colours of some tools cannot be switched off.
    output: stripVTControlCharacters(failed.map(({ output }) => output).join('\n')),
    milliseconds: performance.now() - startedAt,
  };
}

const tools = {
  tsc: ['typescript', 'bin', 'tsc'],
  oxlint: ['oxlint', 'bin', 'oxlint'],
  oxfmt: ['oxfmt', 'bin', 'oxfmt'],
} as const;

type Tool = keyof typeof tools;
type Command = readonly [Tool, ...string[]];

/** Tools are started by their script with this Node, so that it needs neither PATH nor a shell. */
function runTool([tool, ...args]: Command) {
  return run(process.execPath, [inRepository('node_modules', ...tools[tool]), ...args], {
    cwd: repositoryRoot,
    timeoutMs: 180_000,
  });
}
