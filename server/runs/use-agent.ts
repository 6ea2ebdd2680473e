import path from 'node:path';
import type { UseAgentParams } from '#schemas/protocol/agents.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import type { ProjectConfig } from '#schemas/settings.ts';
import { isBehindLink } from '../plans/behind-link.ts';
import { editJson, type JsonChange } from '../platform/edit-json.ts';
import { EffectError } from './effect-error.ts';
import { readProjectConfig } from './project-config.ts';

/** Writes who has a role, and with which model. Returns the path of the project's configuration. */
export function useAgent(root: string, choice: Omit<UseAgentParams, 'project'>): string {
  const file = path.join(root, '.clutch', 'config.json');
  if (isBehindLink(root, file)) {
    throw new EffectError('user', `${file} lies behind a link and is not written. Change what it points to by hand.`);
  }
  editJson(file, changesFor(readProjectConfig(root), choice), 0o644);
  return file;
}

/** A model is in the words of one agent, so it goes when another agent takes the role. */
function changesFor(config: ProjectConfig, { name, role, model }: Omit<UseAgentParams, 'project'>): JsonChange[] {
  if (role !== null) {
    const isKept = model === null && config.models[role] === undefined;
    const ofRole = { path: ['models', role], value: model ?? undefined };
    return [{ path: ['roles', role], value: name }, ...(isKept ? [] : [ofRole])];
  }
  const stale = AgentRole.options.filter(
    (one) => config.runtime !== name && config.roles[one] === undefined && config.models[one] !== undefined,
  );
  return [
    { path: ['runtime'], value: name },
    ...stale.map((one) => ({ path: ['models', one], value: undefined })),
    ...(model === null ? [] : [{ path: ['agents', name, 'model'], value: model }]),
  ];
}
