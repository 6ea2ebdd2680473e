import { html, nothing } from 'lit/html.js';
import { wantsAnswer } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorServer } from '#schemas/webview/monitor.ts';
import { icon } from '../kit/index.ts';
import { longText } from './long-text.ts';
import type { MonitorActions } from './model.ts';

const limits = {
  'session-budget': 'Too little of the session remains',
  tokens: 'The cap on tokens is reached',
  costUsd: 'The cap on cost is reached',
  minutes: 'The cap on minutes is reached',
  sessions: 'The cap on agent sessions is reached',
  away: 'The away plan has ended',
} as const;
const units = {
  'session-budget': '%',
  tokens: 'tokens',
  costUsd: 'USD',
  minutes: 'minutes',
  sessions: 'sessions',
  away: '',
} as const;

/** A limit stopped the run: which one, and the command that goes on. */
export function outcomeNotice({ id, outcome, reason }: RunView, { post }: MonitorActions) {
  if (outcome === null) return nothing;
  const { kind, used, limit, resume } = outcome;
  const show = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });
  const sum = `${show(used)} of ${show(limit)} ${units[kind]}. What is finished is kept; the checkpoint is written.`;
  return html`<section class="notice edge-attention" aria-labelledby="outcome">
    ${icon('dashboard', 'attention')}
    <div>
      <h2 id="outcome">${limits[kind]}</h2>
      <p class="reason">${reason ?? sum}</p>
      <p class="command-line">
        <code>${resume}</code>
        <vscode-button appearance="secondary" @click=${() => post({ type: 'copy-resume', run: id })}
          >Copy command</vscode-button
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
    failed: ['error', 'bad', 'The run failed'],
    stopped: ['debug-stop', 'quiet', 'The run was stopped'],
    paused: ['debug-pause', 'quiet', 'The run is paused'],
    waiting: ['bell-dot', 'attention', 'The run waits for you'],
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

export function serverNotice({ state, message }: MonitorServer, { post }: MonitorActions) {
  if (state === 'ready') return nothing;
  if (state === 'starting') {
    return html`<section class="notice" role="status">
      ${icon('plug', 'quiet')}
      <div><p>Connecting to the CLUTCH server. What you see may be out of date.</p></div>
    </section>`;
  }
  const title = state === 'down' ? 'The CLUTCH server is not running' : 'A server of another version is running';
  return html`<section class="notice edge-bad" role="alert">
    ${icon('debug-disconnect', 'bad')}
    <div>
      <h2>${title}</h2>
      <p class="reason">${message ?? ''}</p>
      <p class="quiet">Runs are kept and go on with the server. What you see is what it last said.</p>
      <div class="actions">
        <vscode-button @click=${() => post({ type: 'restart-server' })}>
          ${state === 'down' ? 'Restart Server' : 'Replace Server'}
        </vscode-button>
      </div>
    </div>
  </section>`;
}
