import { readFile } from 'node:fs/promises';
import { type DoctorCheck, finding, type Finding } from '../check.ts';

/** What VS Code and CLUTCH need for a project of a usual size. */
const FEW_WATCHES = 65_536;
const FEW_INSTANCES = 128;

/** How many folders and files this user's programs may follow; only Linux sets a bound. */
export const watchers: DoctorCheck = {
  id: 'watchers',
  title: 'Watched files',
  limitMs: 5_000,
  async look() {
    if (process.platform !== 'linux') return [finding('ok', 'This system sets no bound for it.')];
    return Promise.all([about('max_user_watches', FEW_WATCHES), about('max_user_instances', FEW_INSTANCES)]);
  },
};

async function about(name: string, few: number): Promise<Finding> {
  const limit = Number((await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8')).trim());
  const text = `fs.inotify.${name} is ${limit}.`;
  if (limit >= few) return finding('ok', text, { id: name });
  const command = `sudo sysctl fs.inotify.${name}=${few * 8}`;
  const todo = 'Raise it, or changes in large projects go unnoticed. That needs an administrator.';
  return finding('warning', text, { id: name, todo, command });
}
