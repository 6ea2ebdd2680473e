import { ErrorCodes, ResponseError, type Connection, type ServerCapabilities } from 'vscode-languageserver';
import { createClient, type LanguageClient, type LanguageServices } from './client.ts';
import { clientFeatures } from './client-features.ts';
import { codeActions } from './code-actions.ts';
import { codeLens } from './code-lens.ts';
import { completion } from './completion.ts';
import type { LanguageContext, LanguageFeature } from './context.ts';
import { definition } from './definition.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { links } from './links.ts';
import { foldersIn } from './open-documents.ts';
import { outline } from './outline.ts';
import { rename } from './rename.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { symbols } from './symbols.ts';
import { synchronization } from './synchronization.ts';

/** In no order that matters. */
const FEATURES: readonly LanguageFeature[] = [
  synchronization,
  codeActions,
  codeLens,
  completion,
  definition,
  hover,
  inlayHints,
  links,
  outline,
  rename,
  semanticTokens,
  symbols,
];

/**
 * The language service of one connection. Clients that only ask about runs never initialize it, and nothing is read or
 * watched for them. To be disposed of when the connection is over.
 */
export function registerLanguage(
  connection: Connection,
  services: LanguageServices,
  more: readonly LanguageFeature[] = [],
): { dispose(): void } {
  const features = [...FEATURES, ...more];
  const state: { client?: LanguageClient } = {};
  const context = (): LanguageContext => {
    if (state.client) return state.client.context;
    throw new ResponseError(ErrorCodes.ServerNotInitialized, 'The first request has to be `initialize`.');
  };
  for (const feature of features) feature.register(connection, context, services.log);
  connection.onInitialize((params) => {
    if (state.client) return new ResponseError(ErrorCodes.InvalidRequest, '`initialize` can be asked only once.');
    const client = clientFeatures(params);
    state.client = createClient(connection, services, client, foldersIn(params));
    const capabilities: ServerCapabilities = Object.assign({}, ...features.map((one) => one.capabilities(client)));
    return { capabilities, serverInfo: { name: 'clutch', version: services.version } };
  });
  connection.onInitialized(() => state.client?.start());
  connection.onDidChangeConfiguration(({ settings }) => state.client?.reload(settings));
  return { dispose: () => state.client?.dispose() };
}
