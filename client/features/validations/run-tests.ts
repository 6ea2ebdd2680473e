import {
  TestMessage,
  l10n,
  workspace,
  type CancellationToken,
  type TestController,
  type TestItem,
  type TestRun,
  type TestRunRequest,
} from 'vscode';
import type { Executions } from './executions.ts';
import { outcomeOf } from './outcome.ts';
import type { TestTree } from './test-tree.ts';

/** Runs the chosen commands one after the other, in the order of their PRP: they share a folder. */
export async function runTests(
  controller: Pick<TestController, 'items' | 'createTestRun'>,
  tree: TestTree,
  executions: Pick<Executions, 'run'>,
  request: TestRunRequest,
  token: CancellationToken,
): Promise<void> {
  const run = controller.createTestRun(request);
  const items = chosen(controller, request);
  try {
    if (!workspace.isTrusted) return refuse(run, items);
    for (const item of items) run.enqueued(item);
    for (const item of items) {
      if (token.isCancellationRequested) run.skipped(item);
      else await runOne(run, item, tree, executions, token);
    }
  } finally {
    run.end();
  }
}

/** What was asked for, without what was left out; a suite stands for its commands. */
function chosen(controller: Pick<TestController, 'items'>, { include, exclude }: TestRunRequest): readonly TestItem[] {
  const roots = include ?? [...controller.items].map(([, item]) => item);
  const out = new Set((exclude ?? []).map(({ id }) => id));
  const leaves = roots.flatMap((item) =>
    item.children.size === 0 ? [item] : [...item.children].map(([, one]) => one),
  );
  const sorted = leaves.toSorted((one, other) => (one.sortText ?? '').localeCompare(other.sortText ?? ''));
  const isOut = (item: TestItem): boolean => out.has(item.id) || (item.parent !== undefined && out.has(item.parent.id));
  const byId = new Map(sorted.filter((item) => !isOut(item)).map((item) => [item.id, item]));
  return [...byId.values()];
}

function refuse(run: TestRun, items: readonly TestItem[]): void {
  const why = l10n.t('This workspace is not trusted, so nothing runs in it. Trust it first: "Manage Workspace Trust".');
  for (const item of items) run.errored(item, new TestMessage(why));
}

async function runOne(
  run: TestRun,
  item: TestItem,
  tree: TestTree,
  executions: Pick<Executions, 'run'>,
  token: CancellationToken,
): Promise<void> {
  const test = tree.testOf(item);
  if (test === undefined) return run.skipped(item);
  const { suite, command } = test;
  run.started(item);
  let told = 0;
  const print = (text: string): void => run.appendOutput(text.replaceAll(/\r?\n/g, '\r\n'), undefined, item);
  print(`$ ${command.command}\n`);
  const onOutput = (text: string): void => {
    told += text.length;
    print(text);
  };
  const ended = await executions.run(suite, command.command, onOutput, token);
  const { result } = ended;
  if (result !== null && result.outputBytes > TOLD_LIMIT && told > 0) {
    print(`\n${l10n.t('… {0} bytes in all; its end:', result.outputBytes)}\n${result.outputTail}\n`);
  }
  const outcome = outcomeOf(ended);
  if (outcome.state === 'passed') run.passed(item, outcome.durationMs);
  else if (outcome.state === 'cancelled') run.skipped(item);
  else run[outcome.state](item, new TestMessage(outcome.message), outcome.durationMs);
}

/** The server tells so much of the output while it is printed. */
const TOLD_LIMIT = 1_048_576;
