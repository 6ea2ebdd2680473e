import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AgentRole, RunPolicy } from '#schemas/run/policy.ts';
import { ProjectConfig } from '#schemas/settings.ts';
import { readDocument } from '../plans/read-document.ts';
import { EffectError } from './effect-error.ts';

/** `.clutch/config.json` of a project; all defaults where there is none. */
export function readProjectConfig(root: string): ProjectConfig {
  const file = path.join(root, '.clutch', 'config.json');
  if (!existsSync(file)) return ProjectConfig.parse({});
  const document = readDocument(file);
  if (!document.ok) throw new EffectError('user', document.message);
  let data: unknown;
  try {
    data = JSON.parse(document.text);
  } catch (cause) {
    throw new EffectError('user', `${file} is not JSON: ${String(cause)}. Mend it, then try again.`, {
      cause,
    });
  }
  const parsed = ProjectConfig.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new EffectError('user', `${file} cannot be used:\n${z.prettifyError(parsed.error)}\nMend it, then try again.`);
}

/** The part of the configuration that is kept with a run. */
export function policyOf(config: ProjectConfig, chosen: { runtime: string; model?: string | undefined }): RunPolicy {
  const names = Object.keys(RunPolicy.shape);
  const ofConfig = Object.fromEntries(Object.entries(config).filter(([name]) => names.includes(name)));
  return RunPolicy.parse({ ...ofConfig, models: modelsOf(config, chosen) });
}

/** A model is in the words of one agent: one that was set for the configured runtime means nothing to another. */
function modelsOf(
  { roles, models, runtime: configured }: ProjectConfig,
  { runtime, model }: { runtime: string; model?: string | undefined },
): RunPolicy['models'] {
  const ofRuntime = (role: AgentRole) => model ?? (runtime === configured ? models[role] : undefined);
  const all = AgentRole.options.map((role) => [role, roles[role] === undefined ? ofRuntime(role) : models[role]]);
  return Object.fromEntries(all.filter(([, one]) => one !== undefined));
}
