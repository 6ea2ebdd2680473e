import { html, nothing, type TemplateResult } from 'lit';
import type { Receipt } from '#schemas/run/receipt.ts';
import { durationWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';

/** The proofs that the server itself ran the validation commands. */
export function receiptsView(receipts: readonly Receipt[]): TemplateResult {
  return html`<h4>Validation</h4>
    <table class="receipts">
      <thead>
        <tr>
          <th scope="col">Level</th>
          <th scope="col">Command</th>
          <th scope="col">Result</th>
          <th scope="col" class="took">Took</th>
        </tr>
      </thead>
      <tbody>
        ${receipts.map(receiptRow)}
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

function receiptRow({ level, title, command, exitCode, stopped, durationMs, outputTail }: Receipt): TemplateResult {
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
    <td><span class="result">${icon(passed ? 'pass' : 'error', passed ? 'good' : 'bad')} ${result}</span></td>
    <td class="took">${durationWords(durationMs)}</td>
  </tr>`;
}
