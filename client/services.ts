import type { Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import type { OverviewStore } from './overview-store.ts';
import type { ServerLink } from './server-link/server-link.ts';
import type { TasksStore } from './tasks-store.ts';

/** What every feature is given; there is nothing else to find. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly link: ServerLink;
  readonly overview: OverviewStore;
  readonly tasks: TasksStore;
}

/** A vertical slice of the user interface. Everything it made goes when the returned object is disposed. */
export type Feature = (services: Services) => Disposable;
