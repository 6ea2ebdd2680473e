import { CodeLensRequest } from 'vscode-languageserver';
import { codeLensesOf, type CodeLens } from '../../../language/assist/code-lenses.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature } from './context.ts';

/** Commands of our extension. Each of them asks before it runs anything. */
const COMMANDS: Readonly<Record<CodeLens['action'], string>> = {
  'run-phase': 'clutch.runPhase',
  validate: 'clutch.validatePhase',
  'show-task': 'clutch.showTask',
  'open-prp': 'clutch.openPrp',
  'create-prp': 'clutch.createPrp',
};

/** Only for our extension: another editor would show lenses whose commands it does not have. */
export const codeLens: LanguageFeature = {
  capabilities: ({ extension }) => (extension ? { codeLensProvider: {} } : {}),
  register: (connection, context) =>
    answerForDocument(connection, context, CodeLensRequest.type, null, (plan, _params, { live }) =>
      codeLensesOf(plan, plan.project, live(plan.root)).map(({ range, title, action, args }) => {
        const given = { ...args, root: plan.root, document: plan.uri, line: range.start.line };
        return { range, command: { title, command: COMMANDS[action], arguments: [given] } };
      }),
    ),
};
