import { Uri, commands, l10n, window, workspace, type WorkspaceFolder } from 'vscode';
import {
  ProposeDiscoveryMethod,
  ProposeDiscoveryResult,
  WriteDiscoveryMethod,
  WriteDiscoveryResult,
  type ProposeDiscoveryParams,
  type WriteDiscoveryParams,
} from '#schemas/protocol/discovery.ts';
import { FromDiscovery, type DiscoveryDraft, type ToDiscovery } from '#schemas/webview/discovery.ts';
import type { Services } from '../../services.ts';
import { createPanels, type Panel, type Panels } from '../../ui/panels.ts';
import { requireTrust } from '../../ui/trust.ts';

/** The panels that make a plan, one for each folder; what was entered in one stays while it is open. */
export const createPlanPanels = (services: Services): Panels =>
  createPanels<typeof FromDiscovery, ToDiscovery>(services, {
    viewType: 'clutch.newPlan',
    title: l10n.t('New Plan'),
    page: 'discovery',
    icon: 'plan',
    from: FromDiscovery,
    data: (folder) => ({ project: folder === null ? null : workspaceFolder(folder).name }),
    connect: (panel, folder) => ({
      onMessage: (message) => answer(services, panel, workspaceFolder(folder), message),
      onError: (message) => panel.post({ type: 'refused', message }),
      dispose: () => undefined,
    }),
  });

/** The folder with that URI. Throws where the window has it no more. */
function workspaceFolder(uri: string | null): WorkspaceFolder {
  const folder = workspace.workspaceFolders?.find((one) => one.uri.toString() === uri);
  if (folder === undefined)
    throw new Error(l10n.t('This folder is not open in the window any more. Open it and try again.'));
  return folder;
}

async function answer(
  services: Services,
  panel: Panel<ToDiscovery>,
  folder: WorkspaceFolder,
  message: FromDiscovery,
): Promise<void> {
  requireTrust();
  if (message.type === 'propose') {
    const { answers } = message.draft;
    const params: ProposeDiscoveryParams = { folder: folder.uri.fsPath, answers, name: nameOf(message.draft) };
    const result = await services.link.request(ProposeDiscoveryMethod, ProposeDiscoveryResult, params);
    panel.post({ type: 'proposals', seq: message.seq, result });
    return;
  }
  const { answers, profile } = message.draft;
  const name = nameOf(message.draft);
  const params: WriteDiscoveryParams = { folder: folder.uri.fsPath, answers, profile, name, planOnly: false };
  const { root, prd } = await services.link.request(WriteDiscoveryMethod, WriteDiscoveryResult, params);
  panel.close();
  await window.showTextDocument(Uri.joinPath(Uri.file(root), prd), { preview: false });
  if (!message.run) return;
  await commands.executeCommand('clutch.runPlan', { target: { kind: 'plan', root, prd, start: null } });
}

const nameOf = ({ name }: DiscoveryDraft): string | null => (name.trim() === '' ? null : name);
