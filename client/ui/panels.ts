import { Uri, ViewColumn, env, l10n, window, type Disposable, type Event, type WebviewPanel } from 'vscode';
import type * as z from 'zod';
import { messageOf } from '../server-link/errors.ts';
import type { Services } from '../services.ts';
import { disposeAll } from './disposables.ts';
import { newNonce, webviewHtml } from './webview-html.ts';

/** A panel that shows one thing, as the feature that fills it sees it. */
export interface Panel<To> {
  readonly visible: boolean;
  readonly onDidChangeVisibility: Event<void>;
  title: string;
  /** A hidden page hears nothing and asks anew when it is shown. */
  post(message: To): void;
  close(): void;
}

/** What a feature does for one open panel. */
export interface PanelLink<From> extends Disposable {
  /** What the page asks; an error that it throws is shown to the person. */
  onMessage(message: From): Promise<void> | void;
  /** Said to the page instead, where it can show what went wrong beside what caused it. */
  onError?(message: string): void;
}

export interface PanelKind<From extends z.ZodType, To> {
  /** Unique, and the same for ever: VS Code restores panels by it. */
  readonly viewType: string;
  readonly title: string;
  /** Folder of the page in `webviews`. */
  readonly page: string;
  /** `client/icons/<icon>-light.svg` and `-dark.svg`. */
  readonly icon: string;
  readonly from: From;
  /** What the page finds as `data-…`; the same through a reload when the page remembers it. */
  data(key: string | null): Readonly<Record<string, string | null>>;
  /** The key of a panel that the window had before it was reloaded, from what its page remembered; absent: it closes. */
  restore?(memory: unknown): string | null;
  connect(panel: Panel<To>, key: string | null): PanelLink<z.infer<From>>;
}

export interface Panels extends Disposable {
  /** Shows the panel of that key; there is one for each. */
  open(key: string | null): void;
}

/** All panels of one kind: made, found again, and restored with the window. */
export function createPanels<From extends z.ZodType, To>(services: Services, kind: PanelKind<From, To>): Panels {
  const panels = new Map<string | null, WebviewPanel>();
  const adopt = (panel: WebviewPanel, key: string | null): void => {
    panels.get(key)?.dispose();
    panels.set(key, panel);
    const link = connectPanel(services, kind, panel, key);
    panel.onDidDispose(() => {
      link.dispose();
      if (panels.get(key) === panel) panels.delete(key);
    });
  };
  const { restore, viewType, title } = kind;
  const serializer =
    restore &&
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, memory: unknown) => {
        adopt(panel, restore(memory));
        return Promise.resolve();
      },
    });
  return {
    open: (key) => {
      const known = panels.get(key);
      if (known !== undefined) known.reveal();
      else adopt(window.createWebviewPanel(viewType, title, ViewColumn.Active), key);
    },
    dispose: () => {
      serializer?.dispose();
      for (const panel of panels.values()) panel.dispose();
    },
  };
}

function connectPanel<From extends z.ZodType, To>(
  { context, log }: Services,
  kind: PanelKind<From, To>,
  panel: WebviewPanel,
  key: string | null,
): Disposable {
  const { webview } = panel;
  const assets = Uri.joinPath(context.extensionUri, 'dist', 'webviews');
  const icon = (theme: string): Uri =>
    Uri.joinPath(context.extensionUri, 'client', 'icons', `${kind.icon}-${theme}.svg`);
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [assets] };
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  const link = kind.connect(panelOf(panel), key);
  const fail = (type: string, error: unknown): void => {
    log.error(`${kind.title}, ${type}: ${messageOf(error)}`);
    if (link.onError) link.onError(messageOf(error));
    else void window.showErrorMessage(messageOf(error));
  };
  const messages = webview.onDidReceiveMessage(async (raw: unknown) => {
    const message = kind.from.safeParse(raw);
    if (!message.success) {
      log.warn(`${kind.title}: the page sent something unknown: ${message.error.message}`);
      return;
    }
    try {
      await link.onMessage(message.data);
    } catch (error) {
      fail(typeOf(raw), error);
    }
  });
  const asset = (ending: string): string =>
    webview.asWebviewUri(Uri.joinPath(assets, `${kind.page}.${ending}`)).toString();
  webview.html = webviewHtml({
    title: kind.title,
    language: env.language,
    words: l10n.bundle ?? {},
    cspSource: webview.cspSource,
    nonce: newNonce(),
    script: asset('js'),
    style: asset('css'),
    data: kind.data(key),
  });
  return disposeAll(messages, link);
}

function panelOf<To>(panel: WebviewPanel): Panel<To> {
  return {
    get visible() {
      return panel.visible;
    },
    onDidChangeVisibility: (listener) => panel.onDidChangeViewState(() => listener()),
    get title() {
      return panel.title;
    },
    set title(title) {
      if (panel.title !== title) panel.title = title;
    },
    post: (message) => void panel.webview.postMessage(message),
    close: () => panel.dispose(),
  };
}

const typeOf = (raw: unknown): string => (typeof raw === 'object' && raw && 'type' in raw ? String(raw.type) : '?');
