import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { RunPolicy } from '#schemas/run/policy.ts';
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
export function policyOf(config: ProjectConfig): RunPolicy {
  const names = Object.keys(RunPolicy.shape);
  return RunPolicy.parse(Object.fromEntries(Object.entries(config).filter(([name]) => names.includes(name))));
}
