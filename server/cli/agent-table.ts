import type { AgentView, ListAgentsResult } from '#schemas/protocol/agents.ts';
import { printable } from './io.ts';

/** One line per agent, and below it what it does in the project and what stands in its way. */
export function describeAgents({ project, agents }: ListAgentsResult, probed: boolean): string {
  const rows = agents.map((agent) => [agent.name, stateOf(agent), agent.version ?? '–', agent.title]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = agents.flatMap((agent, index) => [
    (rows[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '),
    ...detailsOf(agent).map((line) => `    ${line}`),
  ]);
  const where = project === null ? 'In a project it is also said which roles an agent has there.' : null;
  const how = probed ? null : '`clutch agents --probe` asks each of them whether it answers; that costs nothing.';
  return `${printable([...lines, ...[where, how].filter((line) => line !== null)].join('\n'))}\n`;
}

function stateOf({ source, answers, problem }: AgentView): string {
  if (source === null) return 'not found';
  if (answers !== null) return answers ? 'answers' : 'does not answer';
  return problem === null ? 'found' : 'not trusted';
}

function detailsOf(agent: AgentView): string[] {
  const { source, program, download, roles, model, problem } = agent;
  const fetched = source === 'npx' ? ` runs ${download?.package}` : '';
  const where = program === null || source === 'built-in' ? [] : [`${program}${fetched} (${source})`];
  const does = roles.map((one) => (one.model === null ? one.role : `${one.role} with ${one.model}`));
  return [
    ...where,
    ...(model === null ? [] : [`model: ${model}`]),
    ...(does.length === 0 ? [] : [`here: ${does.join(', ')}`]),
    ...(problem === null ? [] : [problem]),
  ];
}
