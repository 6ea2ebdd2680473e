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
  const { runtime, roles, models, agents } = config;
  if (role !== null) {
    const isKept = model === undefined && (roles[role] ?? runtime) === name;
    const ofRole = isKept ? [] : change(['models', role], models[role], model);
    return [{ path: ['roles', role], value: name }, ...ofRole];
  }
  const isKept = model === undefined && runtime === name;
  const ofRoles = AgentRole.options.filter((one) => !isKept && roles[one] === undefined);
  return [
    { path: ['runtime'], value: name },
    ...ofRoles.flatMap((one) => change(['models', one], models[one], null)),
    ...(model === undefined ? [] : change(['agents', name, 'model'], agents[name]?.model, model)),
  ];
}

/** Null and undefined remove what is there. */
function change(at: readonly string[], now: string | undefined, next: string | null | undefined): JsonChange[] {
  return now === undefined && (next ?? null) === null ? [] : [{ path: at, value: next ?? undefined }];
}
