import { HoverRequest, MarkupKind } from 'vscode-languageserver';
import { hoverAt } from '../../../language/assist/hover.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature } from './context.ts';

export const hover: LanguageFeature = {
  capabilities: () => ({ hoverProvider: true }),
  register: (connection, context) =>
    answerForDocument(connection, context, HoverRequest.type, null, (plan, { position }, { client, live }) => {
      const found = hoverAt(plan, position, plan.project, live(plan.root));
      if (!found) return null;
      const { range, markdown } = found;
      return client.markdownHover
        ? { range, contents: { kind: MarkupKind.Markdown, value: markdown } }
        : { range, contents: { kind: MarkupKind.PlainText, value: plainOf(markdown) } };
    }),
};

/** Our hovers are lists with emphasis, code and escaped words; no more than that is taken away again. */
const plainOf = (markdown: string): string => markdown.replaceAll(/\\([^\w\s])|\*\*|`/g, '$1');
