/**
 * Owns the window's connection to the server: finds or starts it, checks that both understand each other, connects
 * again when it is lost, and says in one place that it cannot be reached.
 * Does not own: the server's life. Runs go on when the window closes.
 */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CancellationTokenSource,
  EventEmitter,
  l10n,
  type Disposable,
  type Event,
  type LogOutputChannel,
} from 'vscode';
import type { z } from 'zod';
import {
  PROTOCOL_VERSION,
  ShutdownServerMethod,
  ShutdownServerResult,
  type HelloResult,
} from '#schemas/protocol/handshake.ts';
import { createDiagnosticsSwitch } from './diagnostics-switch.ts';
import { ServerAnswerInvalid, ServerUnavailable, messageOf } from './errors.ts';
import { openSession, type Session } from './session.ts';

export type ServerStatus =
  | { readonly state: 'starting' | 'ready'; readonly message: null; readonly server: HelloResult | null }
  | { readonly state: 'incompatible' | 'down'; readonly message: string; readonly server: HelloResult | null };

export interface ServerLinkDeps {
  /** Version of the extension. */
  readonly version: string;
  readonly log: LogOutputChannel;
  /** Opens a connection, starting the server if need be. */
  attach(signal: AbortSignal): Promise<Socket>;
}

const REQUEST_TIMEOUT_MS = 30_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
const RETRY_DELAYS_MS = [0, 250, 1000, 3000] as const;
/** No further try is begun after this long: a person should not wait for minutes to hear that it does not work. */
const RETRY_BUDGET_MS = 8000;
/** A connection that held this long earns a fresh set of retries. */
const STABLE_MS = 30_000;

export class ServerLink implements Disposable {
  readonly #deps: ServerLinkDeps;
  readonly #changes = new EventEmitter<ServerStatus>();
  readonly #diagnostics = createDiagnosticsSwitch();
  readonly #notifications = new Map<string, (params: unknown) => void>();
  readonly #ended = new AbortController();
  readonly onStatus: Event<ServerStatus> = this.#changes.event;
  #status: ServerStatus = { state: 'starting', message: null, server: null };
  #session: Session | null = null;
  #connecting: Promise<void> | null = null;
  #readySince = 0;
  #losses = 0;

  constructor(deps: ServerLinkDeps) {
    this.#deps = deps;
  }

  get status(): ServerStatus {
    return this.#status;
  }

  /** Connects, starting the server if need be. Never rejects: the outcome is the status. */
  start(): Promise<void> {
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = null));
    return this.#connecting;
  }

  /** Starts over. `replace` asks a server that is there to leave first; its runs go on under the next one. */
  async restart({ replace }: { readonly replace: boolean }): Promise<void> {
    await this.#connecting;
    this.#losses = 0;
    // A server of another version has no session with us, and has to be asked on a connection made for that.
    const foreign = replace && this.#status.state === 'incompatible';
    const current = this.#session ?? (foreign ? await this.#open().catch(() => null) : null);
    this.#session = null;
    this.#setStatus({ state: 'starting', message: null, server: null });
    if (current !== null) {
      if (replace) await this.#stopServer(current, false);
      await current.close();
    }
    await this.start();
  }

  /** Rejects with `ServerUnavailable`, `ServerRefused` or `ServerAnswerInvalid`. */
  async request<S extends z.ZodType>(method: string, result: S, params: unknown): Promise<z.infer<S>> {
    await this.#connecting;
    if (this.#session === null) {
      throw new ServerUnavailable(this.#status.message ?? l10n.t('The CLUTCH server is not running.'));
    }
    const answer = result.safeParse(await this.#ask(this.#session, method, params));
    if (answer.success) return answer.data;
    this.#deps.log.error(`${method}: ${answer.error.message}`);
    throw new ServerAnswerInvalid(
      l10n.t('The CLUTCH server answered {0} in a form that this extension does not know.', method),
    );
  }

  /** To be called before `start`; all who asked hear it. What does not match the shape is logged and dropped. */
  onNotification<S extends z.ZodType>(method: string, shape: S, handler: (params: z.infer<S>) => void): void {
    const before = this.#notifications.get(method);
    this.#notifications.set(method, (params) => {
      before?.(params);
      const parsed = shape.safeParse(params);
      if (parsed.success) handler(parsed.data);
      else this.#deps.log.error(`${method}: ${parsed.error.message}`);
    });
  }

  dispose(): void {
    this.#ended.abort();
    void this.#session?.close();
    this.#diagnostics.dispose();
    this.#changes.dispose();
  }

  #setStatus(status: ServerStatus): void {
    if (this.#ended.signal.aborted) return;
    this.#status = status;
    this.#deps.log.info(`Server: ${status.state}${status.message === null ? '' : `. ${status.message}`}`);
    this.#changes.fire(status);
  }

  async #connect(): Promise<void> {
    let failure: unknown = null;
    const startedAt = Date.now();
    for (const delay of RETRY_DELAYS_MS.slice(Math.min(this.#losses, RETRY_DELAYS_MS.length - 1))) {
      try {
        await pause(delay, undefined, { signal: this.#ended.signal });
        await this.#settle(await this.#open());
        return;
      } catch (error) {
        if (this.#ended.signal.aborted) return;
        failure = error;
        if (Date.now() - startedAt > RETRY_BUDGET_MS) break;
        this.#deps.log.warn(`Connecting to the server failed: ${messageOf(error)}`);
      }
    }
    this.#setStatus({ state: 'down', message: messageOf(failure), server: null });
  }

  async #open(): Promise<Session> {
    const socket = await this.#deps.attach(this.#ended.signal);
    // Destroying the socket makes the language client give up, so that a mute server cannot hold us for ever.
    const timer = setTimeout(() => socket.destroy(), HANDSHAKE_TIMEOUT_MS);
    try {
      return await openSession({
        socket,
        version: this.#deps.version,
        log: this.#deps.log,
        diagnostics: this.#diagnostics,
        notifications: this.#notifications,
        onLost: () => this.#lost(),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #settle(found: Session): Promise<void> {
    const { hello } = found;
    if (this.#ended.signal.aborted) {
      await found.close();
    } else if (hello.compatible) {
      this.#session = found;
      this.#readySince = Date.now();
      this.#setStatus({ state: 'ready', message: null, server: hello });
    } else {
      // An older idle server makes room for ours; a newer one stays, or two windows would replace it in turns.
      const older = hello.protocol < PROTOCOL_VERSION;
      const leaving = older && hello.activeRuns === 0 && (await this.#stopServer(found, true));
      await found.close();
      if (leaving) throw new ServerUnavailable(l10n.t('The older server is leaving.'));
      this.#setStatus({ state: 'incompatible', message: this.#incompatibleMessage(hello), server: hello });
    }
  }

  #lost(): void {
    if (this.#session === null || this.#ended.signal.aborted) return;
    this.#session = null;
    this.#losses = Date.now() - this.#readySince > STABLE_MS ? 0 : this.#losses + 1;
    if (this.#losses > RETRY_DELAYS_MS.length) {
      const message = l10n.t(
        'The CLUTCH server ended {0} times in a row. Look at its log, then restart it.',
        this.#losses,
      );
      this.#setStatus({ state: 'down', message, server: null });
    } else {
      this.#setStatus({ state: 'starting', message: null, server: null });
      void this.start();
    }
  }

  async #ask(session: Session, method: string, params: unknown): Promise<unknown> {
    const cancellation = new CancellationTokenSource();
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      cancellation.cancel();
      const seconds = REQUEST_TIMEOUT_MS / 1000;
      timeout.reject(
        new ServerUnavailable(l10n.t('The CLUTCH server did not answer {0} within {1} s.', method, seconds)),
      );
    }, REQUEST_TIMEOUT_MS);
    try {
      return await Promise.race([session.request(method, params, cancellation.token), timeout.promise]);
    } finally {
      clearTimeout(timer);
      cancellation.dispose();
    }
  }

  async #stopServer(session: Session, ifIdle: boolean): Promise<boolean> {
    try {
      const answer = await this.#ask(session, ShutdownServerMethod, { ifIdle });
      return ShutdownServerResult.parse(answer).stopping;
    } catch (error) {
      this.#deps.log.warn(`Asking the server to leave failed: ${messageOf(error)}`);
      return false;
    }
  }

  #incompatibleMessage({ version, protocol }: HelloResult): string {
    const versions = [version, protocol, this.#deps.version, PROTOCOL_VERSION];
    return protocol > PROTOCOL_VERSION
      ? l10n.t(
          'CLUTCH server {0} (protocol {1}) is running; this extension is {2} (protocol {3}). Reload the window to use the newer extension.',
          ...versions,
        )
      : l10n.t(
          'CLUTCH server {0} (protocol {1}) is running; this extension is {2} (protocol {3}). It has runs in progress: let them finish, or replace it now; they go on under the new server.',
          ...versions,
        );
  }
}
