import { TestRunProfileKind, l10n, tests, workspace } from 'vscode';
import * as z from 'zod';
import { OverviewChangedMethod } from '#schemas/protocol/overview.ts';
import { ListValidationsMethod, ListValidationsResult } from '#schemas/protocol/validations.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Feature } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { createExecutions } from './executions.ts';
import { showReceipts } from './receipts.ts';
import { runTests } from './run-tests.ts';
import { createTestTree } from './test-tree.ts';

const REFRESH_MS = 1_000;

/** The validation commands of PRPs as tests: in the Testing view, and beside the commands themselves. */
export const validations: Feature = (services) => {
  const { link, log } = services;
  const controller = tests.createTestController('clutch.validations', l10n.t('CLUTCH Validation'));
  const tree = createTestTree(controller);
  const executions = createExecutions(link);
  const receipts = showReceipts(services, controller, tree);
  let asked = 0;
  const refresh = async (): Promise<void> => {
    const turn = ++asked;
    const { suites } = await link.request(ListValidationsMethod, ListValidationsResult, {});
    // Answers may overtake each other; only the one asked for last counts.
    if (turn !== asked) return;
    tree.show(suites);
    receipts.look();
  };
  const refreshSoon = throttle(REFRESH_MS, () => {
    if (link.status.state !== 'ready') return;
    refresh().catch((error: unknown) => log.warn(`The validation commands could not be read: ${messageOf(error)}`));
  });
  controller.refreshHandler = refresh;
  controller.createRunProfile(
    l10n.t('Run Validation'),
    TestRunProfileKind.Run,
    (request, token) => runTests(controller, tree, executions, request, token),
    true,
  );
  link.onNotification(OverviewChangedMethod, z.unknown(), refreshSoon);
  const listeners = [
    link.onStatus(refreshSoon),
    workspace.onDidChangeWorkspaceFolders(refreshSoon),
    workspace.onDidSaveTextDocument(({ languageId }) => {
      if (languageId === 'markdown') refreshSoon();
    }),
  ];
  return disposeAll(controller, executions, receipts, refreshSoon, ...listeners);
};
