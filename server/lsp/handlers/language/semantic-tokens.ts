import {
  SemanticTokensBuilder,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type SemanticTokens,
} from 'vscode-languageserver';
import { semanticTokens as tokensOf } from '../../../language/navigation/semantic-tokens.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature, OpenPlan } from './context.ts';

/** Standard types, which every theme colours without knowing of CLUTCH. */
const TYPES = { phase: 'enumMember', workstream: 'class', status: 'keyword' } as const;
const KINDS = ['phase', 'workstream', 'status'] as const;
const DECLARATION = 1;

const legend = { tokenTypes: KINDS.map((kind) => TYPES[kind]), tokenModifiers: ['declaration'] };

/** Ids of phases, names of workstreams, and words that are a status. */
export const semanticTokens: LanguageFeature = {
  capabilities: () => ({ semanticTokensProvider: { legend, full: true, range: true } }),
  register(connection, context) {
    answerForDocument(connection, context, SemanticTokensRequest.type, null, (plan) =>
      encode(plan, 0, Number.POSITIVE_INFINITY),
    );
    answerForDocument(connection, context, SemanticTokensRangeRequest.type, null, (plan, { range }) =>
      encode(plan, range.start.line, range.end.line),
    );
  },
};

function encode(plan: OpenPlan, from: number, to: number): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const { range, type, definition } of tokensOf(plan)) {
    const { line, character } = range.start;
    if (line < from || line > to) continue;
    builder.push(line, character, range.end.character - character, KINDS.indexOf(type), definition ? DECLARATION : 0);
  }
  return builder.build();
}
