import { l10n, window } from 'vscode';
import {
  AttachProjectMethod,
  DetachProjectMethod,
  ListProjectsMethod,
  ListProjectsResult,
  type ProjectState,
  RegisteredProject,
} from '#schemas/protocol/projects.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { windowFolders } from '../../../ui/window-folders.ts';
import type { StandingStore } from '../standing-store.ts';

type Refresh = Pick<StandingStore, 'refresh'>;

/** Attaches the project of the row, or one that the person chooses. */
export const attachProject =
  ({ refresh }: Refresh): CommandHandler =>
  async (services, argument) => {
    const title = l10n.t('Attach Project');
    const none = l10n.t('There is no project with a plan that is not attached yet.');
    const folder = await chooseProject(services, argument, { title, none, states: ['new', 'detached'] });
    if (folder === undefined) return;
    const { name } = await services.link.request(AttachProjectMethod, RegisteredProject, { folder });
    await refresh();
    window.setStatusBarMessage(l10n.t('{0} is attached.', name), 4000);
  };

/** Detaches the project of the row, or one that the person chooses. Nothing is lost by it, so nothing is asked. */
export const detachProject =
  ({ refresh }: Refresh): CommandHandler =>
  async (services, argument) => {
    const title = l10n.t('Detach Project');
    const none = l10n.t('No project is attached.');
    const folder = await chooseProject(services, argument, { title, none, states: ['attached', 'new'] });
    if (folder === undefined) return;
    const { name } = await services.link.request(DetachProjectMethod, RegisteredProject, { folder });
    await refresh();
    window.setStatusBarMessage(l10n.t('{0} is detached. Its runs and its repository stay as they are.', name), 6000);
  };

interface Choice {
  readonly title: string;
  /** Said where there is nothing to choose. */
  readonly none: string;
  readonly states: readonly ProjectState[];
}

async function chooseProject({ link }: Services, argument: unknown, choice: Choice): Promise<string | undefined> {
  const target = targetOf(argument);
  if (target?.kind === 'project') return target.root;
  const ask = async (folders: string[]) =>
    (await link.request(ListProjectsMethod, ListProjectsResult, { folders })).projects;
  const folders = windowFolders();
  // Those of this window first.
  const all = [...(folders.length > 0 ? await ask(folders) : []), ...(await ask([]))];
  const fitting = new Map(all.filter(({ state }) => choice.states.includes(state)).map((one) => [one.root, one]));
  if (fitting.size === 0) {
    void window.showInformationMessage(choice.none);
    return undefined;
  }
  const items = [...fitting.values()].map(({ name, root }) => ({ label: name, description: root, root }));
  const picked = await window.showQuickPick(items, { title: choice.title, matchOnDescription: true });
  return picked?.root;
}
