/** docs/agents-tested.md: what the tests of real agents found, as a table. */
import { agentPackage } from './agents.ts';

/** What the tests tell of an agent, with the heading of its column. */
const headings = {
  writing: 'Writes in its folder',
  command: 'The command that it asks for',
  rejected: 'After a rejection',
  project: "The project's settings for it",
  cancelled: 'Cancelled, nothing left',
  tools: "CLUTCH's tools",
  model: 'Model',
  tokens: 'Tokens',
  cost: 'Cost',
  resumed: 'Interrupted',
} as const;
export type AgentColumn = keyof typeof headings;

/** What was found of one agent. */
export interface AgentFindings {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly results: Partial<Record<AgentColumn, string>>;
}

/** Reads what a test of an agent told; null for what says nothing of that kind. */
export function readResult(message: string): { readonly column: AgentColumn; readonly result: string } | null {
  const [, column = '', result = ''] = /^result (\w+): (.*)$/u.exec(message) ?? [];
  return isColumn(column) ? { column, result } : null;
}

const isColumn = (name: string): name is AgentColumn => Object.hasOwn(headings, name);

/** `date` is a day: `2026-11-21`. */
export function agentsTested(findings: readonly AgentFindings[], date: string, sandbox: string): string {
  const rows = findings.map(({ name, passed, failed, results }) => {
    const { package: packageName, version } = agentPackage(name);
    const tests = failed === 0 ? `${passed} passed` : `${passed} passed, **${failed} failed**`;
    const cells = Object.keys(headings).map((column) => (isColumn(column) ? results[column] : null) ?? '–');
    return [`\`${name}\``, `${packageName} ${version}`, tests, ...cells];
  });
  const head = ['Agent', 'Package', 'Tests', ...Object.values(headings)];
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `# Agents, tested

Written by \`npm run test:agents -- --write\` on ${date}, ${process.platform} ${process.arch}.

Each agent is the real program, installed from the npm registry, in a home of its own and without an account. Only the
model is a fake: a server on loopback that says what a test tells it to, with numbers of tokens that are known.
${sandbox}

${table.join('\n')}

- **Writes in its folder**: whether it asks before. What it may do then is decided by
  [permissions](permissions.md).
- **The command that it asks for**: whether the question holds the command that will be run, so that a policy can judge it.
- **After a rejection**: whether its turn goes on without what was rejected.
- **Cancelled, nothing left**: from the wish to stop until no process of it is left.
- **Tokens**: what it tells of the tokens that it used, compared with what the model server had counted.
- **Interrupted**: whether it goes on in its session later, or starts afresh.
`;
}
