import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import { wantsAnswer } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { ServerState } from '#schemas/webview/server-state.ts';
import { icon } from '../kit/index.ts';
import { numberWords } from '../kit/language.ts';
import { longText } from './long-text.ts';
import type { MonitorActions } from './model.ts';

type Outcome = NonNullable<RunView['outcome']>;

function limitWords(kind: Outcome['kind']): string {
  switch (kind) {
    case 'session-budget':
      return l10n.t('Too little of the session remains');
    case 'tokens':
      return l10n.t('The cap on tokens is reached');
    case 'costUsd':
      return l10n.t('The cap on cost is reached');
    case 'minutes':
      return l10n.t('The cap on minutes is reached');
    case 'sessions':
      return l10n.t('The cap on agent sessions is reached');
    case 'away':
      return l10n.t('The away plan has ended');
  }
}

/** How much of the limit was used; null where it is none that can be counted. */
function usedWords({ kind, used, limit }: Outcome): string | null {
  const show = (value: number): string => numberWords(value, { maximumFractionDigits: 2 });
  const [part, whole] = [show(used), show(limit)];
  switch (kind) {
    case 'session-budget':
      return l10n.t('{0} of {1} %.', part, whole);
    case 'tokens':
      return l10n.t('{0} of {1} tokens.', part, whole);
    case 'costUsd':
      return l10n.t('{0} of {1} USD.', part, whole);
    case 'minutes':
      return l10n.t('{0} of {1} minutes.', part, whole);
    case 'sessions':
      return l10n.t('{0} of {1} sessions.', part, whole);
    case 'away':
      return null;
  }
}

/** A limit stopped the run: which one, and the command that goes on. */
export function outcomeNotice({ id, outcome, reason }: RunView, { post }: MonitorActions) {
  if (outcome === null) return nothing;
  const { kind, resume } = outcome;
  const sum = [usedWords(outcome), l10n.t('What is finished is kept; the checkpoint is written.')];
  return html`<section class="notice edge-attention" aria-labelledby="outcome">
    ${icon('dashboard', 'attention')}
    <div>
      <h2 id="outcome">${limitWords(kind)}</h2>
      <p class="reason">${reason ?? sum.join(' ')}</p>
      <p class="command-line">
        <code>${resume}</code>
        <vscode-button appearance="secondary" @click=${() => post({ type: 'copy-resume', run: id })}
          >${l10n.t('Copy command')}</vscode-button
        >
      </p>
    </div>
  </section>`;
}

/** Why it does not go on, where no signal and no limit says it already. */
export function reasonNotice({ status, reason, outcome, signals }: RunView) {
  if (reason === null || outcome !== null || (status === 'waiting' && signals.some(wantsAnswer))) return nothing;
  if (status === 'running' || status === 'completed') return nothing;
  const notices = {
    failed: ['error', 'bad', l10n.t('The run failed')],
    stopped: ['debug-stop', 'quiet', l10n.t('The run was stopped')],
    paused: ['debug-pause', 'quiet', l10n.t('The run is paused')],
    waiting: ['bell-dot', 'attention', l10n.t('The run waits for you')],
  } as const;
  const [name, tone, title] = notices[status];
  return html`<section class="notice edge-${tone}" aria-label=${title}>
    ${icon(name, tone)}
    <div>
      <h2>${title}</h2>
      <p class="reason">${longText(reason, null)}</p>
    </div>
  </section>`;
}

export function serverNotice({ state, message }: ServerState, { post }: MonitorActions) {
  if (state === 'ready') return nothing;
  if (state === 'starting') {
    return html`<section class="notice" role="status">
      ${icon('plug', 'quiet')}
      <div><p>${l10n.t('Connecting to the CLUTCH server. What you see may be out of date.')}</p></div>
    </section>`;
  }
  const title =
    state === 'down' ? l10n.t('The CLUTCH server is not running') : l10n.t('A server of another version is running');
  return html`<section class="notice edge-bad" role="alert">
    ${icon('debug-disconnect', 'bad')}
    <div>
      <h2>${title}</h2>
      <p class="reason">${message ?? ''}</p>
      <p class="quiet">${l10n.t('Runs are kept and go on with the server. What you see is what it last said.')}</p>
      <div class="actions">
        <vscode-button @click=${() => post({ type: 'restart-server' })}>
          ${state === 'down' ? l10n.t('Restart Server') : l10n.t('Replace Server')}
        </vscode-button>
      </div>
    </div>
  </section>`;
}
