import {
  CompletionItemKind,
  CompletionRequest,
  CompletionTriggerKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionParams,
} from 'vscode-languageserver';
import type { Completion } from '../../../language/assist/completion-place.ts';
import { completionsAt } from '../../../language/assist/completion.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature, OpenPlan } from './context.ts';
import { toLspEdit } from './workspace-edit.ts';

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  id: CompletionItemKind.Reference,
  status: CompletionItemKind.EnumMember,
  file: CompletionItemKind.File,
  heading: CompletionItemKind.Text,
  key: CompletionItemKind.Property,
  rule: CompletionItemKind.Constant,
  value: CompletionItemKind.Value,
};

const MAX_ITEMS = 500;

export const completion: LanguageFeature = {
  capabilities: () => ({ completionProvider: { triggerCharacters: ['#', ':', '-', '/', '[', ' '] } }),
  register: (connection, context) =>
    answerForDocument(connection, context, CompletionRequest.type, null, (plan, params, { client }) => {
      if (isMereSpace(plan, params)) return null;
      return completionsAt(plan, params.position, plan.project)
        .filter(({ snippet }) => client.snippets || !snippet)
        .slice(0, MAX_ITEMS)
        .map(toItem);
    }),
};

/** A space asks for something behind a field's name, a comma or a heading's marks, and not between any two words. */
function isMereSpace({ document }: OpenPlan, { context, position }: CompletionParams): boolean {
  const isSpace = context?.triggerKind === CompletionTriggerKind.TriggerCharacter && context.triggerCharacter === ' ';
  if (!isSpace) return false;
  const from = document.lines.start(position.line);
  const before = document.text.slice(from, from + position.character).slice(-20);
  return !/(?:[:,#→>|]|\bclutch-[a-z-]*|^\s*-) $/.test(before);
}

function toItem({ label, kind, detail, documentation, edit, snippet, sortText }: Completion): CompletionItem {
  const item: CompletionItem = { label, kind: KINDS[kind], textEdit: toLspEdit(edit), sortText };
  if (snippet) item.insertTextFormat = InsertTextFormat.Snippet;
  if (detail !== undefined) item.detail = detail;
  if (documentation !== undefined) item.documentation = documentation;
  return item;
}
