import { commands, l10n, window } from 'vscode';
import type { ContractComparison, PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../../overview-store.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { comparisonPath, contractPath } from '../../../ui/document-paths.ts';
import { documentUri } from '../../../ui/open-target.ts';
import { runName } from '../../../ui/run-name.ts';
import { targetOf } from '../../../ui/target-of.ts';

interface Pair {
  readonly run: RunView;
  readonly phase: PhaseView;
  readonly comparison: ContractComparison;
}

/** What was published beside what the other side builds on, in VS Code's own diff. */
export const showContractDifferences: CommandHandler = async ({ overview }, argument) => {
  const pair = await choosePair(pairsFor(overview, argument));
  if (pair === undefined) return;
  const { run, phase, comparison } = pair;
  const { from, to } = comparison;
  const [published, consumed] = (['published', 'consumed'] as const).map((side) =>
    documentUri(comparisonPath(run.id, phase.id, from, to, side)),
  );
  const title = l10n.t('Contract {0} → {1}: published ↔ built on', from, to);
  await commands.executeCommand('vscode.diff', published, consumed, title, { preview: true });
};

/** Of the row: one comparison, those of its phase, or those of its workstream; all from the palette. */
function pairsFor(overview: OverviewStore, argument: unknown): readonly Pair[] {
  const target = targetOf(argument);
  const all = (overview.current?.runs ?? []).flatMap((run) =>
    run.phases.flatMap((phase) => phase.comparisons.map((comparison) => ({ run, phase, comparison }))),
  );
  return all.filter(({ run, phase, comparison }) => {
    switch (target?.kind) {
      case 'run':
        return run.id === target.run;
      case 'phase':
        return run.id === target.run && phase.id === target.phase;
      case 'workstream':
        return (
          run.id === target.run &&
          phase.id === target.phase &&
          (comparison.from === target.workstream || comparison.to === target.workstream)
        );
      case 'comparison':
        return (
          run.id === target.run &&
          phase.id === target.phase &&
          comparison.from === target.from &&
          comparison.to === target.to
        );
      default:
        return true;
    }
  });
}

async function choosePair(pairs: readonly Pair[]): Promise<Pair | undefined> {
  if (pairs.length === 0) void window.showInformationMessage(l10n.t('No contracts have been compared here.'));
  if (pairs.length <= 1) return pairs[0];
  const items = pairs.map((pair) => {
    const { from, to, differences } = pair.comparison;
    const count = differences.length === 1 ? l10n.t('1 difference') : l10n.t('{0} differences', differences.length);
    return { label: `${from} → ${to}`, description: `${count} · ${pair.phase.id} · ${runName(pair.run)}`, pair };
  });
  return (await window.showQuickPick(items, { title: l10n.t('Show Contract Differences') }))?.pair;
}

/** The contract of the row's workstream, as it was published. */
export const showContract: CommandHandler = async (_services, argument) => {
  const target = targetOf(argument);
  if (target?.kind !== 'workstream') return;
  const path = contractPath(target.run, target.phase, target.workstream);
  await window.showTextDocument(documentUri(path), { preview: true });
};
