import { SymbolKind, WorkspaceSymbolRequest } from 'vscode-languageserver';
import * as z from 'zod';
import { planSymbols } from '../../../language/navigation/plan-symbols.ts';
import { answer } from './border.ts';
import type { LanguageFeature } from './context.ts';

const MAX_SYMBOLS = 500;

const shape = z.object({ query: z.string().max(1000) });

/** Phases and workstreams of all projects in the folders of the client. */
export const symbols: LanguageFeature = {
  capabilities: () => ({ workspaceSymbolProvider: true }),
  register: (connection, context) =>
    answer(connection, context, WorkspaceSymbolRequest.type, { shape, nothing: null }, ({ query }, given) =>
      given
        .projects()
        .flatMap(({ root, project }) =>
          planSymbols(project, query).flatMap(({ name, container, kind, path, range }) => {
            const uri = given.uriOf({ root, path, uri: '' }, path);
            const symbol = kind === 'phase' ? SymbolKind.EnumMember : SymbolKind.Class;
            if (uri === null) return [];
            return [{ name, kind: symbol, containerName: container, location: { uri, range } }];
          }),
        )
        .slice(0, MAX_SYMBOLS),
    ),
};
