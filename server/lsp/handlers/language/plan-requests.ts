import {
  CommitAtMethod,
  CommitAtParams,
  CommitTextMethod,
  CommitTextParams,
  NewPrpMethod,
  NewPrpParams,
  ValidationMethod,
  ValidationParams,
  type CommitAtResult,
  type CommitTextResult,
  type NewPrpResult,
  type ValidationResult,
} from '#schemas/protocol/language.ts';
import { fileURLToPath } from 'node:url';
import { commitAt } from '../../../language/navigation/commit-at.ts';
import { createPrp } from '../../../language/refactorings/create-prp.ts';
import { prpsOfPhase } from '../../../language/relations.ts';
import { readValidationLevels } from '../../../language/validation-levels.ts';
import { createGit } from '../../../platform/git.ts';
import { EffectError } from '../../../runs/effect-error.ts';
import { onRequest } from '../../requests.ts';
import type { LanguageContext, LanguageFeature } from './context.ts';

const MAX_TEXT = 1_048_576;

/** What our extension asks for its commands. Nothing here runs or writes anything. */
export const planRequests: LanguageFeature = {
  capabilities: () => ({}),
  register(connection, context, log) {
    onRequest(connection, log, CommitAtMethod, CommitAtParams, ({ document, ...position }): CommitAtResult => {
      const plan = context().plan(document);
      const sha = plan && plan.root !== null ? commitAt(plan, position) : null;
      return plan && plan.root !== null && sha !== null ? { root: plan.root, sha } : null;
    });
    onRequest(connection, log, CommitTextMethod, CommitTextParams, (params) => commitText(context(), params));
    onRequest(connection, log, ValidationMethod, ValidationParams, ({ document, line }): ValidationResult => {
      const plan = context().plan(document);
      if (!plan) return { root: null, levels: [] };
      const levels = readValidationLevels(plan.document)
        .filter((level) => (line === null || level.line === line) && level.commands.length > 0)
        .map(({ level, title, commands }) => ({ level, title, commands: [...commands] }));
      return { root: plan.root, levels };
    });
    onRequest(connection, log, NewPrpMethod, NewPrpParams, (params) => newPrp(context(), params));
  },
};

async function commitText({ projects }: LanguageContext, { root, sha }: CommitTextParams): Promise<CommitTextResult> {
  // Only where the client works anyway: the request must not become a way to look into other repositories.
  if (!projects().some((project) => project.root === root)) {
    throw new EffectError('user', `${root} is no project in this window.`);
  }
  const shown = await createGit(root).ask('show', '--no-color', '--no-ext-diff', '--stat', '--patch', sha, '--');
  if (shown === null) throw new EffectError('user', `git knows no commit ${sha} in ${root}.`);
  return { text: shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}\n… and more` : shown };
}

function newPrp(context: LanguageContext, { document, phase: id }: NewPrpParams): NewPrpResult {
  const plan = context.plan(document);
  const phase = plan?.facts.phases.find((one) => one.id === id);
  if (!plan || !phase || prpsOfPhase(plan.project, plan.path, id).length > 0) return null;
  const [change] = createPrp(plan.document, phase, plan.path, plan.project).changes();
  const uri = change?.kind === 'create' ? context.uriOf(plan, change.path) : null;
  return change?.kind === 'create' && uri !== null ? { path: fileURLToPath(uri), text: change.text } : null;
}
