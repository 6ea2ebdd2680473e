import type { Connection } from 'vscode-languageserver';
import { ListSessionsMethod, ListSessionsParams } from '#schemas/protocol/sessions.ts';
import type { AgentSession } from '#schemas/sessions.ts';
import { isInside } from '../../plans/inside.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerSessions(connection: Connection, services: Services): void {
  const { log, sessions, supervisor } = services;
  /** An agent of ours works outside of the project, for it. */
  const isOf = ({ cwd, run }: AgentSession, project: string): boolean =>
    run === null ? cwd !== null && isInside(project, cwd) : supervisor.view(run)?.project.root === project;
  onRequest(connection, log, ListSessionsMethod, ListSessionsParams, async ({ project, history, limit }) => {
    const list = await sessions.list({ history });
    const wanted = project === null ? list.sessions : list.sessions.filter((session) => isOf(session, project));
    return { ...list, sessions: wanted.slice(0, limit), more: Math.max(0, wanted.length - limit) };
  });
}
