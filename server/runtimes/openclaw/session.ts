import type { AgentMission } from '../../engine/ports.ts';
import type { Connection } from './connect.ts';
import { CreatedSession, DescribedSession } from './frames.ts';

/** Files below its root without asking, commands only after somebody's word; the others ask a model, or nobody. */
export const PERMISSION_MODE = 'guarded';

/** Returns the key of the session that the mission works in: the one that it goes on with, or a new one. */
export async function enterSession(connection: Connection, mission: AgentMission): Promise<string> {
  const key = (await known(connection, mission.resume)) ?? (await create(connection, mission));
  mission.onEvent({ type: 'session', id: key });
  await connection.request('sessions.messages.subscribe', { key });
  return key;
}

/** Null when there is nothing to go on with: a person may have deleted it. */
async function known(connection: Connection, key: string | null): Promise<string | null> {
  if (key === null) return null;
  const { session } = DescribedSession.parse(await connection.request('sessions.describe', { key }));
  if (session === null) return null;
  // The gateway went on working while nobody of ours listened.
  await connection.request('chat.abort', { sessionKey: key });
  return key;
}

async function create(connection: Connection, { cwd, model, phase, workstream, role }: AgentMission): Promise<string> {
  const created = await connection.request('sessions.create', {
    cwd,
    permissionMode: PERMISSION_MODE,
    displayName: `CLUTCH: ${role} of ${workstream}, phase ${phase}`.slice(0, 200),
    ...(model === null ? {} : { model }),
  });
  return CreatedSession.parse(created).key;
}
