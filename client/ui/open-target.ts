import { Range, Uri, l10n, type Command } from 'vscode';
import type { OpenTarget } from './tree-node.ts';

/** Scheme of the read-only documents: receipts, contracts, signals and reports. */
export const DOCUMENT_SCHEME = 'clutch';
/** Scheme of forecasts, whose query says of which plan. */
export const FORECAST_SCHEME = 'clutch-forecast';

/** The command that opens the target when its row is clicked. Opens; never runs anything. */
export function openCommand(target: OpenTarget): Command {
  if (target.kind === 'document') {
    return { command: 'vscode.open', title: l10n.t('Open'), arguments: [documentUri(target.path)] };
  }
  if (target.kind === 'comparison') {
    return {
      command: 'clutch.showContractDifferences',
      title: l10n.t('Show Contract Differences'),
      arguments: [{ target }],
    };
  }
  if (target.kind === 'change') {
    const { path, ...place } = target;
    const element = { target: { ...place, kind: 'workstream' }, path };
    return { command: 'clutch.showChanges', title: l10n.t('Show Changes'), arguments: [element] };
  }
  if (target.kind === 'signal') {
    return { command: 'clutch.openSignal', title: l10n.t('Open'), arguments: [{ target }] };
  }
  if (target.kind === 'task') {
    return { command: 'clutch.openTask', title: l10n.t('Open Task'), arguments: [{ target }] };
  }
  if (target.kind === 'joining') {
    return { command: 'clutch.confirmMachine', title: l10n.t('Let It Join'), arguments: [{ target }] };
  }
  if (target.kind === 'monitor') {
    const element = { target: { kind: 'run', run: target.run } };
    return { command: 'clutch.openMonitor', title: l10n.t('Open Monitor'), arguments: [element] };
  }
  if (target.kind === 'view') return { command: target.command, title: l10n.t('Open') };
  if (target.kind === 'transcript') {
    return {
      command: 'clutch.openTranscript',
      title: l10n.t('Open Transcript'),
      arguments: [{ transcript: target.path }],
    };
  }
  const line = Math.max(0, target.line - 1);
  const selection = new Range(line, 0, line, 0);
  return { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.file(target.path), { selection }] };
}

export const documentUri = (path: string): Uri => Uri.from({ scheme: DOCUMENT_SCHEME, path });
