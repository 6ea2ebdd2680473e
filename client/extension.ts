import { homedir } from 'node:os';
import { window, workspace, type ExtensionContext } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { publishContextKeys } from './context-keys.ts';
import { features } from './features/index.ts';
import { createOverviewStore } from './overview-store.ts';
import { attachToServer } from './server-link/attach.ts';
import { ServerLink, type ServerStatus } from './server-link/server-link.ts';
import { createTasksStore } from './tasks-store.ts';

/** What tests and measurements ask of the activated extension. */
export interface ClutchExtension {
  /** How long the synchronous part of the activation took, in milliseconds. */
  readonly activationMs: number;
  /** Processor time of it, which a busy machine does not stretch. */
  readonly activationCpuMs: number;
  readonly server: ServerStatus;
  readonly overview: Overview | null;
  readonly tasks: ReadonlyMap<string, TaskView> | null;
  /** Resolves when the first attempt to reach the server is over, whatever came of it. */
  readonly settled: Promise<void>;
}

const SERVER_DEADLINE_MS = 10_000;

/** Builds the few services and the features. Nothing here waits for the server. */
export function activate(context: ExtensionContext): ClutchExtension {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const log = window.createOutputChannel('CLUTCH', { log: true });
  const link = new ServerLink({
    version: String(context.extension.packageJSON.version),
    log,
    attach: (signal) =>
      attachToServer({
        home: clutchHome(process.env, process.platform, homedir()),
        serverScript: context.asAbsolutePath('dist/server.mjs'),
        node: workspace.getConfiguration('clutch').get('server.nodePath', '') || process.execPath,
        env: process.env,
        deadlineMs: SERVER_DEADLINE_MS,
        signal,
        log: (message) => log.info(message),
      }),
  });
  const overview = createOverviewStore(link, log);
  const tasks = createTasksStore(link, log);
  const services = { context, log, link, overview, tasks };
  context.subscriptions.push(log, link, overview, tasks, publishContextKeys(overview));
  for (const feature of features) context.subscriptions.push(feature(services));
  const settled = link.start();
  const activationMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  log.info(`Activated in ${activationMs.toFixed(1)} ms.`);
  return {
    activationMs,
    activationCpuMs: (user + system) / 1000,
    get server() {
      return link.status;
    },
    get overview() {
      return overview.current;
    },
    get tasks() {
      return tasks.current;
    },
    settled,
  };
}
