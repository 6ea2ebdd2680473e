import type { Connection } from 'vscode-languageserver';
import {
  CancelValidationMethod,
  CancelValidationParams,
  CurrentTreesMethod,
  CurrentTreesParams,
  ListValidationsMethod,
  ListValidationsParams,
  RunValidationMethod,
  RunValidationParams,
  ValidationEndedMethod,
  ValidationOutputMethod,
  type ValidationEnded,
  type ValidationOutput,
} from '#schemas/protocol/validations.ts';
import { createGit } from '../../platform/git.ts';
import { validationSuites } from '../../plans/validation-suites.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { runValidation } from '../../runs/run-validation.ts';
import { onRequest } from '../requests.ts';
import { tell } from '../tell.ts';
import type { LanguageContext, LanguageFeature } from './language/context.ts';

/** One window runs its tests one after the other; a client that starts more at once has lost count. */
const AT_ONCE = 8;

/** Validation commands that a person has run by themselves. `gone` ends what the client has under way. */
export const validationRequests = (gone: AbortSignal): LanguageFeature => ({
  capabilities: () => ({}),
  register(connection, context, log) {
    const running = new Map<string, AbortController>();
    gone.addEventListener('abort', () => {
      for (const one of running.values()) one.abort();
    });
    onRequest(connection, log, ListValidationsMethod, ListValidationsParams, async () => {
      await context().isRead();
      return { suites: validationSuites(context().projects()) };
    });
    onRequest(connection, log, RunValidationMethod, RunValidationParams, (params) => {
      requireCommand(context(), params);
      if (running.has(params.id) || running.size >= AT_ONCE) {
        throw new EffectError('user', `${running.size} validation commands run already. Wait for one, or cancel it.`);
      }
      const controller = new AbortController();
      running.set(params.id, controller);
      void execute(connection, params, controller.signal).finally(() => running.delete(params.id));
      return {};
    });
    onRequest(connection, log, CancelValidationMethod, CancelValidationParams, ({ id }) => {
      running.get(id)?.abort();
      return {};
    });
    onRequest(connection, log, CurrentTreesMethod, CurrentTreesParams, async ({ root, trees }) => {
      requireProject(context(), root);
      return { current: await currentTrees(root, trees) };
    });
  },
});

function requireProject({ projects }: LanguageContext, root: string): void {
  if (projects().some((project) => project.root === root)) return;
  throw new EffectError('user', `${root} is no project in this window.`);
}

/** Only what a saved plan of the window names: the request is no way to run anything else. */
function requireCommand(context: LanguageContext, { root, path, command }: RunValidationParams): void {
  requireProject(context, root);
  const projects = context.projects().filter((one) => one.root === root);
  const suite = validationSuites(projects).find((one) => one.path === path);
  if (suite?.commands.some((one) => one.command === command)) return;
  throw new EffectError('user', `${path} does not name this command any more. Save the PRP, then run it again.`);
}

async function execute(
  connection: Connection,
  { id, root, command }: RunValidationParams,
  signal: AbortSignal,
): Promise<void> {
  const onOutput = (text: string): void =>
    tell(() => connection.sendNotification(ValidationOutputMethod, { id, text } satisfies ValidationOutput));
  const ended = await runValidation({ root, command, signal, onOutput });
  tell(() => connection.sendNotification(ValidationEndedMethod, { id, ...ended } satisfies ValidationEnded));
}

/** What a run writes down after it has validated: the tracker, and plans. */
const NOT_COUNTED = [':(exclude,icase)WORKFLOW.md', ':(exclude)PRDs', ':(exclude)PRPs', ':(exclude).clutch'];

async function currentTrees(root: string, trees: readonly string[]): Promise<string[]> {
  const git = createGit(root);
  const pathspec = ['--', '.', ...NOT_COUNTED];
  const untracked = await git.ask('ls-files', '--others', '--exclude-standard', ...pathspec);
  if (untracked !== '') return [];
  const current: string[] = [];
  for (const tree of new Set(trees)) {
    const same = await git.ask('diff', '--quiet', '--no-ext-diff', tree, ...pathspec);
    if (same !== null) current.push(tree);
  }
  return current;
}
