/**
 * Starts a real VS Code (see code-server.ts) on loopback, with folders of its own for everything it writes, so that
 * several can run beside each other and beside the person's own VS Code.
 */
import { globSync, mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ensureCodeServer } from './code-server.ts';
import { runOrThrow, startGroup, stopGroup, tail } from './process.ts';
import { createScratch } from './scratch.ts';
import { waitUntil } from './wait.ts';

export interface VsCodeOptions {
  /** Absolute path of the folder to open, or of a `.code-workspace` file; null for a window without one. */
  readonly folder: string | null;
  /** Absolute path of an unpacked extension to load beside the installed ones. */
  readonly extensionDevelopmentPath?: string;
  /** Where installed extensions are; an empty folder of its own when absent. */
  readonly extensionsDir?: string;
  /** Absolute path of a CommonJS module that exports `run(): Promise<void>`, called in the extension host. */
  readonly testsPath?: string;
  /** User settings on top of the quiet ones that every test wants. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host and of all that it starts. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the folder is trusted; true by default. False shows VS Code's restricted mode. */
  readonly trust?: boolean;
  /** VS Code's name of a language (`de`) that extensions speak, as if its language pack were installed. */
  readonly language?: string;
}

export interface VsCode {
  readonly port: number;
  /** The address of the workbench with the folder open. */
  readonly url: string;
  /** A folder that is removed when VS Code stops. Its path is short enough to hold unix sockets. */
  readonly scratch: string;
  /** The last lines of what the server and the extension host logged. */
  logs(lines?: number): string;
  stop(): Promise<void>;
}

/** Settings by which a window takes the theme that its browser asks for: pictures are taken of both. */
export const BOTH_THEMES = {
  'window.autoDetectColorScheme': true,
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
};

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** Resolves when the workbench can be opened at `url`. The caller stops it. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const { entry } = await ensureCodeServer();
  const { path: scratch, remove } = createScratch();
  const port = await freePort();
  const logPath = join(scratch, 'server.log');
  writeProfile(scratch, options);
  const log = openSync(logPath, 'a');
  const child = startGroup(process.execPath, [entry, ...serverArguments(scratch, port, options)], {
    cwd: scratch,
    env: { ...hostEnvironment(scratch), ...options.env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const logs = (lines = 40): string =>
    [
      logPath,
      ...globSync('user/**/{remoteexthost,exthost*/exthost*}.log', { cwd: scratch }).map((path) => join(scratch, path)),
    ]
      .map((path) => `--- ${path}\n${tail(readFileSync(path, 'utf8'), lines)}`)
      .join('\n');
  const stop = async (): Promise<void> => {
    await stopGroup(child);
    remove();
  };
  try {
    await waitUntil(() => isUp(port), {
      what: 'VS Code to answer on loopback',
      timeoutMs: 60_000,
      giveUp: () => (child.exitCode === null ? undefined : `code-server ended with code ${child.exitCode}`),
    });
  } catch (cause) {
    const message = `VS Code did not start:\n${logs()}`;
    await stop();
    throw new Error(message, { cause });
  }
  return { port, url: workbenchUrl(port, options), scratch, logs, stop };
}

/** Installs a packaged extension into `extensionsDir`, as a person does. */
export async function installExtension(vsix: string, extensionsDir: string): Promise<void> {
  const { entry } = await ensureCodeServer();
  const { path: scratch, remove } = createScratch();
  try {
    writeProfile(scratch, {});
    const args = [entry, '--config', join(scratch, 'config.yaml'), '--user-data-dir', join(scratch, 'user')];
    await runOrThrow(process.execPath, [...args, '--extensions-dir', extensionsDir, '--install-extension', vsix], {
      cwd: scratch,
      env: hostEnvironment(scratch),
      timeoutMs: 60_000,
    });
  } finally {
    remove();
  }
}

type Profile = Pick<VsCodeOptions, 'settings' | 'trust' | 'language'>;

function writeProfile(scratch: string, { settings, trust, language }: Profile): void {
  for (const folder of ['user/User', 'tmp']) mkdirSync(join(scratch, folder), { recursive: true });
  writeFileSync(join(scratch, 'config.yaml'), '');
  const all = { ...quietSettings, 'security.workspace.trust.enabled': trust === false, ...settings };
  writeFileSync(join(scratch, 'user', 'User', 'settings.json'), JSON.stringify(all));
  if (language !== undefined) writeLanguagePack(join(scratch, 'user'), language);
}

/** What VS Code keeps of an installed language pack; this one translates nothing of VS Code itself. */
function writeLanguagePack(folder: string, language: string): void {
  const translation = join(folder, 'main.i18n.json');
  writeFileSync(translation, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'test.language-pack' }, version: '1.0.0' }];
  const pack = { hash: language, label: language, extensions, translations: { vscode: translation } };
  writeFileSync(join(folder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

function serverArguments(scratch: string, port: number, options: VsCodeOptions): readonly string[] {
  const config = ['--config', join(scratch, 'config.yaml'), '--user-data-dir', join(scratch, 'user')];
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const trusted = options.trust === false ? [] : ['--disable-workspace-trust'];
  // Built servers ignore a page's request to load and test an extension without this driver.
  const driver = ['--vscode-option', 'enable-smoke-test-driver'];
  const extensions = ['--extensions-dir', options.extensionsDir ?? join(scratch, 'extensions')];
  const address = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'];
  return [...config, ...address, ...extensions, ...quiet, '--ignore-last-opened', ...trusted, ...driver];
}

function hostEnvironment(scratch: string): NodeJS.ProcessEnv {
  // Started from a terminal of VS Code, these would make code-server open the folder in that window instead.
  const { VSCODE_IPC_HOOK_CLI: _hook, VSCODE_IPC_HOOK: _other, ...inherited } = process.env;
  return {
    ...inherited,
    TMPDIR: join(scratch, 'tmp'),
    XDG_CONFIG_HOME: join(scratch, 'xdg-config'),
    XDG_DATA_HOME: join(scratch, 'xdg-data'),
    XDG_CACHE_HOME: join(scratch, 'xdg-cache'),
    // Without it the extension host would take its PATH from the login shell's profile, which differs by machine.
    VSCODE_CLI: '1',
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

function workbenchUrl(port: number, options: VsCodeOptions): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path.replaceAll('\\', '/')}`;
  const { extensionDevelopmentPath, testsPath } = options;
  const payload = [
    ...(extensionDevelopmentPath === undefined ? [] : [['extensionDevelopmentPath', remote(extensionDevelopmentPath)]]),
    ...(testsPath === undefined ? [] : [['extensionTestsPath', remote(testsPath)]]),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ ...openedIn(options.folder), payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

function openedIn(folder: string | null): Readonly<Record<string, string>> {
  if (folder === null) return { ew: 'true' };
  return folder.endsWith('.code-workspace') ? { workspace: folder } : { folder };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('The system gave no free port.'));
      });
    });
  });
}

function isUp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ host: '127.0.0.1', port, path: '/healthz' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.once('error', () => resolve(false));
    probe.end();
  });
}
