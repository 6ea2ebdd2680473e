import { DocumentLinkRequest } from 'vscode-languageserver';
import { documentLinks } from '../../../language/navigation/document-links.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature } from './context.ts';

/** Files that plans name and that exist; links in markdown are the editor's own affair. */
export const links: LanguageFeature = {
  capabilities: () => ({ documentLinkProvider: {} }),
  register: (connection, context) =>
    answerForDocument(connection, context, DocumentLinkRequest.type, null, (plan, _params, given) =>
      documentLinks(plan, plan.project).flatMap(({ range, path }) => {
        const target = given.uriOf(plan, path);
        return target === null ? [] : [{ range, target }];
      }),
    ),
};
