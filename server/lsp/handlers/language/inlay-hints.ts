import { InlayHintRequest } from 'vscode-languageserver';
import { inlayHintsOf } from '../../../language/assist/inlay-hints.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature } from './context.ts';

/** What runs say of phases and workstreams, behind their headings. */
export const inlayHints: LanguageFeature = {
  capabilities: () => ({ inlayHintProvider: true }),
  register: (connection, context) =>
    answerForDocument(connection, context, InlayHintRequest.type, null, (plan, { range }, { live }) =>
      inlayHintsOf(plan, range, plan.project, live(plan.root)).map(({ position, label, tooltip }) => {
        return { position, label, tooltip, paddingLeft: true };
      }),
    ),
};
