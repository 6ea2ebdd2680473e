import { Uri, ViewColumn, commands, window, type Disposable, type WebviewPanel, type WorkspaceFolder } from 'vscode';
import {
  ProposeDiscoveryMethod,
  ProposeDiscoveryResult,
  WriteDiscoveryMethod,
  WriteDiscoveryResult,
  type ProposeDiscoveryParams,
  type WriteDiscoveryParams,
} from '#schemas/protocol/discovery.ts';
import { FromDiscovery, type DiscoveryDraft, type ToDiscovery } from '#schemas/webview/discovery.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { requireTrust } from '../../ui/trust.ts';
import { newNonce, webviewHtml } from '../../ui/webview-html.ts';

const VIEW_TYPE = 'clutch.newPlan';

export interface PlanPanels extends Disposable {
  /** Shows the panel that makes a plan for the folder; what was entered in it stays while it is open. */
  open(folder: WorkspaceFolder): void;
}

export function createPlanPanels(services: Services): PlanPanels {
  const panels = new Map<string, WebviewPanel>();
  const open = (folder: WorkspaceFolder): void => {
    const key = folder.uri.toString();
    const known = panels.get(key);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const panel = window.createWebviewPanel(VIEW_TYPE, 'New Plan', ViewColumn.Active);
    panels.set(key, panel);
    const messages = connectPanel(services, panel, folder);
    panel.onDidDispose(() => {
      messages.dispose();
      panels.delete(key);
    });
  };
  return {
    open,
    dispose: () => {
      for (const panel of panels.values()) panel.dispose();
    },
  };
}

function connectPanel(services: Services, panel: WebviewPanel, folder: WorkspaceFolder): Disposable {
  const { webview } = panel;
  const assets = Uri.joinPath(services.context.extensionUri, 'dist', 'webviews');
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [assets] };
  panel.iconPath = {
    light: Uri.joinPath(services.context.extensionUri, 'client', 'icons', 'plan-light.svg'),
    dark: Uri.joinPath(services.context.extensionUri, 'client', 'icons', 'plan-dark.svg'),
  };
  const messages = webview.onDidReceiveMessage(async (raw: unknown) => {
    const message = FromDiscovery.safeParse(raw);
    if (!message.success) {
      services.log.warn(`The view New Plan sent something unknown: ${message.error.message}`);
      return;
    }
    try {
      await answer(services, panel, folder, message.data);
    } catch (error) {
      services.log.error(`New Plan, ${message.data.type}: ${messageOf(error)}`);
      await webview.postMessage({ type: 'refused', message: messageOf(error) } satisfies ToDiscovery);
    }
  });
  webview.html = webviewHtml({
    title: 'New Plan',
    cspSource: webview.cspSource,
    nonce: newNonce(),
    script: webview.asWebviewUri(Uri.joinPath(assets, 'discovery.js')).toString(),
    style: webview.asWebviewUri(Uri.joinPath(assets, 'discovery.css')).toString(),
    data: { project: folder.name },
  });
  return messages;
}

async function answer(
  services: Services,
  panel: WebviewPanel,
  folder: WorkspaceFolder,
  message: FromDiscovery,
): Promise<void> {
  requireTrust();
  if (message.type === 'propose') {
    const { answers } = message.draft;
    const params: ProposeDiscoveryParams = { folder: folder.uri.fsPath, answers, name: nameOf(message.draft) };
    const result = await services.link.request(ProposeDiscoveryMethod, ProposeDiscoveryResult, params);
    await panel.webview.postMessage({ type: 'proposals', seq: message.seq, result } satisfies ToDiscovery);
    return;
  }
  const { answers, profile } = message.draft;
  const name = nameOf(message.draft);
  const params: WriteDiscoveryParams = { folder: folder.uri.fsPath, answers, profile, name, planOnly: false };
  const { root, prd } = await services.link.request(WriteDiscoveryMethod, WriteDiscoveryResult, params);
  panel.dispose();
  await window.showTextDocument(Uri.joinPath(Uri.file(root), prd), { preview: false });
  if (!message.run) return;
  await commands.executeCommand('clutch.runPlan', { target: { kind: 'plan', root, prd, start: null } });
}

const nameOf = ({ name }: DiscoveryDraft): string | null => (name.trim() === '' ? null : name);
