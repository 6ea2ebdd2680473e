import { existsSync } from 'node:fs';
import path from 'node:path';
import { machineConfigFile } from '../../platform/machine-config.ts';
import { repositoryAround } from '../../platform/repository-around.ts';
import { SettingsError } from '../../platform/settings-error.ts';
import { ProjectError } from '../../projects/project-error.ts';
import { openRegistry, registryFile } from '../../projects/registry.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { readProjectConfig } from '../../runs/project-config.ts';
import { type DoctorCheck, finding, type Finding } from '../check.ts';

export const settings: DoctorCheck = {
  id: 'settings',
  title: 'Settings',
  limitMs: 5_000,
  look: ({ home, roots, machine }) =>
    Promise.resolve([
      ...aboutHome(home),
      aboutFile('machine', 'The settings of this machine', machineConfigFile(home), () => machine()),
      aboutFile('projects', 'The list of projects', registryFile(home), () => openRegistry(home).all()),
      ...roots.map((root) => {
        const file = path.join(root, '.clutch', 'config.json');
        return aboutFile(`project.${root}`, `The settings of ${path.basename(root)}`, file, () =>
          readProjectConfig(root),
        );
      }),
    ]),
};

/** Keys and journals must not be committed by accident. */
function aboutHome(home: string): readonly Finding[] {
  const repository = repositoryAround(home);
  if (repository === null) return [];
  const text = `CLUTCH_HOME, ${home}, lies in the repository ${repository}: its key and its journal could be committed.`;
  const todo = 'Move the folder out of it while no server runs, and set CLUTCH_HOME to where it is.';
  return [finding('problem', text, { id: 'home', todo, command: 'clutch server stop' })];
}

function aboutFile(id: string, what: string, file: string, read: () => unknown): Finding {
  try {
    read();
    if (existsSync(file)) return finding('ok', `${what} can be used: ${file}`, { id, file });
    return finding('ok', `${what}: defaults hold, because there is no ${file}`, { id });
  } catch (error) {
    const isTheirs = error instanceof SettingsError || error instanceof EffectError || error instanceof ProjectError;
    if (!isTheirs) throw error;
    return finding('problem', `${what} cannot be used. ${error.message}`, { id, todo: 'Mend the file.', file });
  }
}
