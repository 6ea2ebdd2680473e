/** What one stage of `npm test` found. */
export interface StageResult {
  readonly name: string;
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  readonly milliseconds: number;
}

export interface Failure {
  readonly title: string;
  /** Everything that helps to understand it: the stack, the difference, what a tool printed. */
  readonly detail: string;
}

/** One line: name, counts, seconds. */
export function describeStage({ name, passed, skipped, failures, milliseconds }: StageResult): string {
  const nothing = passed + skipped + failures.length === 0;
  const counts = nothing
    ? 'ready'
    : `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return `${name.padEnd(11)}${counts.padEnd(34)}${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}

export const describeFailures = ({ name, failures }: StageResult): string =>
  failures.map(({ title, detail }) => `\n✗ ${name}: ${title}\n${indent(detail)}\n`).join('');

/** A stage without a test proves nothing, so it counts as failed. */
export function requireTests(result: StageResult): StageResult {
  if (result.passed + result.failures.length > 0) return result;
  const detail = 'Nothing was checked. A stage that finds none of its tests must not look like one that passed.';
  return { ...result, failures: [{ title: 'the stage ran no test', detail }] };
}

const indent = (text: string): string => text.trimEnd().replace(/^/gmu, '  ');
