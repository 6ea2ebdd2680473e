import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { RunView } from '#schemas/run/run.ts';
import { durationWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import type { Scene } from './model.ts';

/** The proofs that the server itself ran the validation commands, and how many earlier ones prove nothing any more. */
export function receiptsView(run: RunView, { id, receipts, staleReceipts }: PhaseView, { actions }: Scene) {
  if (receipts.length === 0 && staleReceipts === 0) return nothing;
  const open = (index: number): void => actions.post({ type: 'open-receipt', run: run.id, phase: id, index });
  return html`<h4>Validation</h4>
    ${receipts.length === 0 ? nothing : tableView(receipts, open)} ${staleView(staleReceipts)}`;
}

function staleView(count: number) {
  if (count === 0) return nothing;
  const words = count === 1 ? '1 earlier receipt is' : `${count} earlier receipts are`;
  return html`<p class="quiet stale">${icon('history')} ${words} of a tree that has changed since, and no proof.</p>`;
}

function tableView(receipts: readonly Receipt[], open: (index: number) => void): TemplateResult {
  return html`<table class="receipts">
    <thead>
      <tr>
        <th scope="col">Level</th>
        <th scope="col">Command</th>
        <th scope="col">Result</th>
        <th scope="col" class="took">Took</th>
      </tr>
    </thead>
    <tbody>
      ${receipts.map((receipt, index) => receiptRow(receipt, () => open(index)))}
    </tbody>
  </table>`;
}

const stops = {
  timeout: 'timed out',
  'output-limit': 'printed too much',
  'not-found': 'program not found',
  aborted: 'aborted',
  signal: 'killed',
} as const;

function receiptRow(receipt: Receipt, open: () => void): TemplateResult {
  const { level, title, command, exitCode, stopped, durationMs, outputTail } = receipt;
  const passed = exitCode === 0 && stopped === null;
  const result = stopped === null ? `exit ${exitCode ?? 'unknown'}` : stops[stopped];
  return html`<tr>
    <td>${level}<span class="quiet level-title"> ${title}</span></td>
    <td>
      <code class="command">${command}</code>
      ${
        outputTail.trim() === ''
          ? nothing
          : html`<details .open=${!passed}>
              <summary class="quiet">Output</summary>
              <pre tabindex="0" role="region" aria-label="Output of ${title}">${outputTail}</pre>
            </details>`
      }
    </td>
    <td>
      <span class="result">${icon(passed ? 'pass' : 'error', passed ? 'good' : 'bad')} ${result}</span>
      <button class="link" @click=${open}>Receipt<span class="spoken"> of ${title}</span></button>
    </td>
    <td class="took">${durationWords(durationMs)}</td>
  </tr>`;
}
