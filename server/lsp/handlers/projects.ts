import type { Connection } from 'vscode-languageserver';
import {
  AttachProjectMethod,
  AttachProjectParams,
  DetachProjectMethod,
  DetachProjectParams,
  ListProjectsMethod,
  ListProjectsParams,
  type ListProjectsResult,
} from '#schemas/protocol/projects.ts';
import { ProjectError } from '../../projects/project-error.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerProjects(connection: Connection, { log, projects, projectsChanged }: Services): void {
  onRequest(connection, log, ListProjectsMethod, ListProjectsParams, async ({ folders }): Promise<ListProjectsResult> =>
    asUser(async () => ({ projects: await projects.list(folders) })),
  );
  onRequest(connection, log, AttachProjectMethod, AttachProjectParams, (params) =>
    asUser(() => projects.attach(params)).finally(projectsChanged),
  );
  onRequest(connection, log, DetachProjectMethod, DetachProjectParams, ({ folder }) =>
    asUser(() => projects.detach(folder)).finally(projectsChanged),
  );
}

/** What a person can mend is told as that, not as a failure of ours. */
async function asUser<R>(work: () => R | Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ProjectError ? new EffectError('user', error.message, { cause: error }) : error;
  }
}
