import type { AgentView } from '#schemas/protocol/agents.ts';
import { type DoctorCheck, type DoctorContext, finding, type Finding, needsServer } from '../check.ts';

export const agents: DoctorCheck = {
  id: 'agents',
  title: 'Agents',
  limitMs: 20_000,
  async look(context) {
    const { server, roots } = context;
    if (server === null) return needsServer('Which agents there are');
    const all = await server.agents(roots[0] ?? null);
    const found = all.filter(({ source }) => source !== null);
    const wanted = all.filter(({ roles }) => roles.length > 0);
    const shown = [...new Set([...wanted, ...found])].map((agent) => aboutAgent(agent, context));
    if (found.some(({ kind }) => kind !== 'playbook' && kind !== 'human')) return shown;
    const none = finding('warning', 'No coding agent was found on this machine.', {
      id: 'none',
      todo: 'Install one, Claude Code or Codex for instance, and log in to it.',
      command: 'clutch agents',
    });
    return [...shown, none];
  },
};

function aboutAgent(
  { name, title, version, source, problem, roles, login, program }: AgentView,
  { roots }: DoctorContext,
): Finding {
  const work = roles.length === 0 ? '' : `, is ${roles.map(({ role }) => role).join(', ')}`;
  if (source !== null && problem === null) {
    return finding(
      'ok',
      `${title}${version === null ? '' : ` ${version}`}${work}${program === null ? '' : ` (${program})`}.`,
      { id: name },
    );
  }
  // One that nobody chose is only worth knowing about.
  const isNeeded = roles.length > 0 && roots.length > 0;
  const todo = login === null ? 'See clutch agents --probe.' : `To log in: ${login}.`;
  const text = `${title}${work}: ${problem ?? 'it was not found'}`;
  return finding(isNeeded ? 'problem' : 'unknown', text, { id: name, todo, command: 'clutch agents --probe' });
}
