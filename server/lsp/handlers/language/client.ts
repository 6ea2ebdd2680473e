import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  InlayHintRefreshRequest,
  type Connection,
} from 'vscode-languageserver';
import { noLivePlans, type LivePlans } from '../../../language/assist/live-plans.ts';
import type { RuleSeverities } from '../../../language/check-document.ts';
import type { Logger } from '../../../platform/logger.ts';
import { createThrottle } from '../../../platform/throttle.ts';
import { isInside } from '../../../plans/inside.ts';
import type { PlanIndex } from '../../../plans/plan-index.ts';
import { createPlanSession, type PlanSession } from '../../../plans/plan-session.ts';
import type { SurroundingPorts } from '../../../plans/surroundings.ts';
import type { ClientFeatures } from './client-features.ts';
import type { LanguageContext, OpenPlan } from './context.ts';
import { folderEvents } from './document-events.ts';
import { foldersOf, openDocuments, uriOfFile, type OpenDocuments } from './open-documents.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { createSettings, type ClientSettings } from './settings.ts';
import { tell } from '../../tell.ts';

/** What the language service needs of the process that it runs in. */
export interface LanguageServices {
  readonly version: string;
  readonly log: Logger;
  readonly index: PlanIndex;
  /** What runs say of the plans of a project. */
  live(root: string): LivePlans;
  /** What rules ask of the machine. */
  readonly ports: SurroundingPorts;
  /** URI of what is written about a rule; null where that is not installed. */
  rulePage(rule: string): string | null;
  /** Calls back when a run has changed; returns how to stop that. */
  onRunsChanged(listener: () => void): () => void;
}

/** One client, from its `initialize` on. */
export interface LanguageClient {
  readonly context: LanguageContext;
  /** The client listens: reads its folders and settings, and tells it what was found. */
  start(): Promise<void>;
  /** Its settings are others; `sent` is what came along with the news. */
  reload(sent?: unknown): Promise<void>;
  dispose(): void;
}

/** A rename waits this long for a large project to be read; then it is done with what is known. */
const PATIENCE_MS = 5000;
/** A run says something ten times a second; a person looks twice. */
const REFRESH_MS = 1000;

export function createClient(
  connection: Connection,
  services: LanguageServices,
  features: ClientFeatures,
  folders: readonly string[],
): LanguageClient {
  return new Client(connection, services, features, folders);
}

class Client implements LanguageClient {
  readonly context: LanguageContext;
  readonly #connection: Connection;
  readonly #services: LanguageServices;
  readonly #features: ClientFeatures;
  readonly #settings: ClientSettings;
  readonly #publisher: Publisher;
  readonly #session: PlanSession;
  readonly #documents: OpenDocuments;
  /** Every file that has a finding, whether it is shown or not. */
  readonly #found = new Set<string>();
  readonly #ends: (() => void)[] = [];
  #folders: readonly string[];

  constructor(
    connection: Connection,
    services: LanguageServices,
    features: ClientFeatures,
    folders: readonly string[],
  ) {
    this.#connection = connection;
    this.#services = services;
    this.#features = features;
    this.#folders = folders;
    this.#settings = createSettings(connection, features, services.log);
    this.#publisher = createPublisher(connection, services.rulePage);
    this.#session = createPlanSession(services.index, {
      ...services.ports,
      onFindings: (file, findings) => this.#onFindings(file, findings.length > 0),
      onFailure: (file, error) => services.log.error(`${file} could not be checked`, error),
      severities: (file) => this.#settings.of(file).severity,
      editDelay: () => this.#settings.of(null).debounceMs,
    });
    this.#documents = openDocuments({
      connection,
      log: services.log,
      session: this.#session,
      settings: this.#settings,
      severities: (root, file) => this.#severities(root, file),
      isClutchWindow: () => this.#session.projects().some(({ isClutch }) => isClutch),
      publish: (uri, version, findings) =>
        this.#publisher.publish(uri, version, this.#settings.of(null).enabled ? findings : []),
      show: (file) => this.#publish(file),
    });
    this.context = this.#createContext();
  }

  async start(): Promise<void> {
    const { index, onRunsChanged } = this.#services;
    const connection = this.#connection;
    if (this.#features.announcesSettings) {
      tell(() => connection.client.register(DidChangeConfigurationNotification.type, { section: 'clutch' }));
    }
    if (this.#features.changesFolders) this.#followFolders();
    const refreshLenses = lensRefresh(connection, this.#features);
    // A PRP that has come or gone changes what a phase offers.
    const stopIndex = index.onChange((change) => {
      if (change.type === 'document' && (change.before === null || change.after === null)) refreshLenses();
    });
    this.#ends.push(stopIndex, onRunsChanged(refreshOn(connection, this.#features, this.#session)));
    await this.#settings.refresh(this.#folders);
    this.#session.setFolders(this.#folders);
    this.#documents.recheck();
  }

  async reload(sent?: unknown): Promise<void> {
    await this.#settings.refresh(this.#folders, sent);
    for (const file of this.#found) this.#publish(file);
    this.#session.recheck();
    this.#documents.recheck();
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.#documents.dispose();
    this.#session.dispose();
  }

  #createContext(): LanguageContext {
    const { log, live } = this.#services;
    const { plan, versionOf } = this.#documents;
    return {
      connection: this.#connection,
      log,
      client: this.#features,
      plan,
      versionOf,
      isRead: () => this.#isRead(),
      uriOf: (from, file) => this.#uriOf(from, file),
      projects: () => this.#session.projects().map(({ root, view }) => ({ root, project: view })),
      live: (root) => (root === null ? noLivePlans : live(root)),
    };
  }

  async #isRead(): Promise<void> {
    const { index } = this.#services;
    if (!index.isBusy()) return;
    const patience = delay(PATIENCE_MS, undefined, { ref: false });
    await Promise.race([index.ready(), patience]);
  }

  #uriOf(plan: Pick<OpenPlan, 'root' | 'path' | 'uri'>, file: string): string | null {
    if (plan.root === null) return file === plan.path ? plan.uri : null;
    const place = path.join(plan.root, file);
    if (path.isAbsolute(file) || !isInside(plan.root, place)) return null;
    return this.#documents.openAs(place)?.uri ?? uriOfFile(place);
  }

  #severities(root: string | null, file: string | null): RuleSeverities {
    const ofProject = root === null ? {} : this.#services.index.project(root).severities;
    return { ...ofProject, ...this.#settings.of(file).severity };
  }

  #onFindings(file: string, hasSome: boolean): void {
    this.#documents.checked(file);
    if (hasSome) this.#found.add(file);
    else this.#found.delete(file);
    this.#publish(file);
  }

  #publish(file: string): void {
    const open = this.#documents.openAs(file);
    const findings = this.#settings.of(file).enabled ? this.#session.findings(file) : [];
    const own = uriOfFile(file);
    // A client may write the URI of a file in its own way; what was shown while it was closed is not shown twice.
    if (open && open.uri !== own) this.#publisher.publish(own, null, []);
    this.#publisher.publish(open?.uri ?? own, open?.version ?? null, findings);
  }

  #followFolders(): void {
    const listening = folderEvents(this.#connection, this.#services.log, (added, removed) => {
      const gone = new Set(foldersOf(removed));
      const kept = this.#folders.filter((one) => !gone.has(one));
      this.#folders = [...new Set([...kept, ...foldersOf(added)])];
      this.#session.setFolders(this.#folders);
      void this.reload();
    });
    this.#ends.push(() => listening.dispose());
  }
}

/** Asks the client to ask again for what shows the state of runs, and looks at what trackers claim of them. */
function refreshOn(connection: Connection, client: ClientFeatures, session: PlanSession): () => void {
  const refreshLenses = lensRefresh(connection, client);
  const refresh = createThrottle(REFRESH_MS, () => {
    for (const { root, view } of session.projects()) {
      for (const tracker of view.documents('workflow')) session.recheck(path.join(root, tracker.path));
    }
    if (client.refreshesHints) tell(() => connection.sendRequest(InlayHintRefreshRequest.type));
  });
  return () => {
    refreshLenses();
    refresh('');
  };
}

function lensRefresh(connection: Connection, client: ClientFeatures): () => void {
  const refresh = createThrottle(REFRESH_MS, () => {
    if (client.refreshesLenses) tell(() => connection.sendRequest(CodeLensRefreshRequest.type));
  });
  return () => refresh('');
}
