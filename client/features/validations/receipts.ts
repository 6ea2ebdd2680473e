import { TestMessage, TestRunRequest, l10n, type Disposable, type TestController, type TestItem } from 'vscode';
import { CurrentTreesMethod, CurrentTreesResult } from '#schemas/protocol/validations.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { RunView } from '#schemas/run/run.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { outcomeOfResult } from './outcome.ts';
import type { TestTree } from './test-tree.ts';

interface Proof {
  readonly run: RunView;
  readonly receipt: Receipt;
  readonly item: TestItem;
}

const LOOK_MS = 2_000;
const MAX_TREES = 50;

/**
 * Shows what runs have proved as results of the tests, where the files are still those of the receipt. Nothing is run
 * for that, and each receipt is shown once.
 */
export function showReceipts({ link, overview, log }: Services, controller: TestController, tree: TestTree) {
  const shown = new Set<string>();
  const look = async (): Promise<void> => {
    const fresh = proofsOf(overview.current?.runs ?? [], tree).filter((proof) => !shown.has(keyOf(proof)));
    for (const root of new Set(fresh.map(({ run }) => run.project.root))) {
      const here = fresh.filter(({ run }) => run.project.root === root);
      const trees = [...new Set(here.map(({ receipt }) => receipt.tree))].slice(0, MAX_TREES);
      const { current } = await link.request(CurrentTreesMethod, CurrentTreesResult, { root, trees });
      const proved = here.filter(({ receipt }) => current.includes(receipt.tree));
      for (const proof of proved) shown.add(keyOf(proof));
      if (proved.length > 0) tell(controller, proved);
    }
  };
  const soon = throttle(LOOK_MS, () => {
    if (link.status.state !== 'ready') return;
    look().catch((error: unknown) => log.warn(`Receipts could not be compared: ${messageOf(error)}`));
  });
  const listener: Disposable = overview.onChanged(soon);
  return { look: soon, dispose: () => disposeAll(listener, soon).dispose() };
}

/** What the phases that are over have proved: one that is under way changes its files, and its receipts, all the time. */
function proofsOf(runs: readonly RunView[], tree: TestTree): readonly Proof[] {
  const tests = tree.all();
  return runs.flatMap((run) =>
    run.phases
      .filter(({ status }) => status === 'completed')
      .flatMap(({ prp, receipts }) =>
        receipts.flatMap((receipt) =>
          tests
            .filter(
              ({ suite, command }) =>
                suite.root === run.project.root && suite.path === prp && command.command === receipt.command,
            )
            .map(({ item }) => ({ run, receipt, item })),
        ),
      ),
  );
}

const keyOf = ({ run, receipt, item }: Proof): string => `${run.id}\n${receipt.tree}\n${receipt.startedAt}\n${item.id}`;

function tell(controller: TestController, proofs: readonly Proof[]): void {
  const request = new TestRunRequest(proofs.map(({ item }) => item));
  const results = controller.createTestRun(request, l10n.t('Receipts of runs (not run again)'), false);
  for (const { run, receipt, item } of proofs) {
    const when = new Date(receipt.startedAt).toLocaleString();
    const words = l10n.t('Not run now. Receipt of run {0}, {1}, on the files as they are.', run.id, when);
    results.appendOutput(`${words}\r\n${receipt.outputTail.replaceAll(/\r?\n/g, '\r\n')}\r\n`, undefined, item);
    const outcome = outcomeOfResult(receipt);
    if (outcome.state === 'passed') results.passed(item, outcome.durationMs);
    else if (outcome.state !== 'cancelled') results[outcome.state](item, new TestMessage(outcome.message));
  }
  results.end();
}
