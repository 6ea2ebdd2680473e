import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { RunView } from '#schemas/run/run.ts';
import { icon } from '../kit/index.ts';
import { durationWords } from '../kit/language.ts';
import type { Scene } from './model.ts';

/** The proofs that the server itself ran the validation commands, and how many earlier ones prove nothing any more. */
export function receiptsView(run: RunView, { id, receipts, staleReceipts }: PhaseView, { actions }: Scene) {
  if (receipts.length === 0 && staleReceipts === 0) return nothing;
  const open = (index: number): void => actions.post({ type: 'open-receipt', run: run.id, phase: id, index });
  return html`<h4>${l10n.t('Validation')}</h4>
    ${receipts.length === 0 ? nothing : tableView(receipts, open)} ${staleView(staleReceipts)}`;
}

function staleView(count: number) {
  if (count === 0) return nothing;
  const words =
    count === 1
      ? l10n.t('1 earlier receipt is of a tree that has changed since, and no proof.')
      : l10n.t('{0} earlier receipts are of a tree that has changed since, and no proof.', count);
  return html`<p class="quiet stale">${icon('history')} ${words}</p>`;
}

function tableView(receipts: readonly Receipt[], open: (index: number) => void): TemplateResult {
  return html`<table class="receipts">
    <thead>
      <tr>
        <th scope="col">${l10n.t('Level')}</th>
        <th scope="col">${l10n.t('Command')}</th>
        <th scope="col">${l10n.t('Result')}</th>
        <th scope="col" class="took">${l10n.t('Took')}</th>
      </tr>
    </thead>
    <tbody>
      ${receipts.map((receipt, index) => receiptRow(receipt, () => open(index)))}
    </tbody>
  </table>`;
}

function resultWords({ exitCode, stopped }: Receipt): string {
  switch (stopped) {
    case 'timeout':
      return l10n.t('timed out');
    case 'output-limit':
      return l10n.t('printed too much');
    case 'not-found':
      return l10n.t('program not found');
    case 'aborted':
      return l10n.t('aborted');
    case 'signal':
      return l10n.t('killed');
    case null:
      return exitCode === null ? l10n.t('exit unknown') : l10n.t('exit {0}', exitCode);
  }
}

function receiptRow(receipt: Receipt, open: () => void): TemplateResult {
  const { level, title, command, exitCode, stopped, durationMs, outputTail } = receipt;
  const passed = exitCode === 0 && stopped === null;
  return html`<tr>
    <td>${level}<span class="quiet level-title"> ${title}</span></td>
    <td>
      <code class="command">${command}</code>
      ${
        outputTail.trim() === ''
          ? nothing
          : html`<details .open=${!passed}>
              <summary class="quiet">${l10n.t('Output')}</summary>
              <pre tabindex="0" role="region" aria-label=${l10n.t('Output of {0}', title)}>${outputTail}</pre>
            </details>`
      }
    </td>
    <td>
      <span class="result">${icon(passed ? 'pass' : 'error', passed ? 'good' : 'bad')} ${resultWords(receipt)}</span>
      <button class="link" aria-label=${l10n.t('Receipt of {0}', title)} @click=${open}>${l10n.t('Receipt')}</button>
    </td>
    <td class="took">${durationWords(durationMs)}</td>
  </tr>`;
}
