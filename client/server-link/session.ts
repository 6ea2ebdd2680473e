import type { Socket } from 'node:net';
import type { CancellationToken, LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { HelloMethod, HelloResult, PROTOCOL_VERSION, type HelloParams } from '#schemas/protocol/handshake.ts';
import type { DiagnosticsSwitch } from './diagnostics-switch.ts';
import { ServerRefused } from './errors.ts';

export interface SessionOptions {
  readonly socket: Socket;
  /** Version of the extension. */
  readonly version: string;
  readonly log: LogOutputChannel;
  readonly diagnostics: DiagnosticsSwitch;
  /** Handlers by method; in place before the server can say anything. */
  readonly notifications: ReadonlyMap<string, (params: unknown) => void>;
  /** Called once, when the connection ends without `close` having been called. */
  onLost(): void;
}

export interface Session {
  readonly hello: HelloResult;
  /** Rejects with `ServerRefused` where the server answers with an error. */
  request(method: string, params: unknown, token: CancellationToken): Promise<unknown>;
  /** Ends the connection, never the server. */
  close(): Promise<void>;
}

type Library = typeof import('./language-client.ts');

/** One language client on one connection. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { socket, log } = options;
  const library = await import('./language-client.ts');
  let wanted = true;
  const lost = (): void => {
    if (!wanted) return;
    wanted = false;
    options.onLost();
  };
  const client = createClient(library, options, lost);
  for (const [method, handler] of options.notifications) client.onNotification(method, handler);
  const close = async (): Promise<void> => {
    wanted = false;
    if (client.isRunning()) await client.stop().catch((error: unknown) => log.debug(`Closing: ${String(error)}`));
    socket.destroy();
  };
  try {
    await client.start();
    const greeting: HelloParams = { client: 'vscode', version: options.version, protocol: PROTOCOL_VERSION };
    const hello = HelloResult.parse(await client.sendRequest(HelloMethod, greeting));
    return { hello, request: (...asked) => sendRequest(library, client, ...asked), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createClient(library: Library, options: SessionOptions, lost: () => void): LanguageClient {
  const { socket, log, diagnostics } = options;
  const { CloseAction, ErrorAction, RevealOutputChannelOn } = library;
  return new library.LanguageClient('clutch', 'CLUTCH', () => Promise.resolve({ reader: socket, writer: socket }), {
    // Files, and documents that have never been saved: a plan is checked from its first line on.
    documentSelector: [
      { language: 'markdown', scheme: 'file' },
      { language: 'markdown', scheme: 'untitled' },
      { language: 'json', scheme: 'file', pattern: '**/{machines/*/state,requests/*,results/*}.json' },
    ],
    initializationOptions: { extension: true },
    diagnosticCollectionName: 'clutch',
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    // Reconnecting is the link's business: it may have to start the server first.
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        lost();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    middleware: { handleDiagnostics: diagnostics.handle },
  });
}

async function sendRequest(
  { ResponseError }: Library,
  client: LanguageClient,
  method: string,
  params: unknown,
  token: CancellationToken,
) {
  try {
    return await client.sendRequest<unknown>(method, params, token);
  } catch (error) {
    if (error instanceof ResponseError) throw new ServerRefused(error.message, { cause: error });
    throw error;
  }
}
