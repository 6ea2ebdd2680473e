import { html, nothing, type TemplateResult } from 'lit';
import { openSignals, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorServer, MonitorState } from '#schemas/webview/monitor.ts';
import { icon, markdown } from '../kit/index.ts';
import { headerView } from './header.ts';
import type { MonitorActions, MonitorModel, Scene } from './model.ts';
import { peersView } from './peers.ts';
import { phaseView } from './phase.ts';
import { signalsView } from './signal.ts';
import { spendingView } from './spending.ts';

export function monitorView(model: MonitorModel, actions: MonitorActions): TemplateResult {
  const { state } = model;
  if (state === null) return html`<p class="empty quiet">Waiting for the extension…</p>`;
  return html`
    ${serverNotice(state.server, actions)}
    ${state.run === null ? emptyView(state, actions) : runView(state.run, state, model, actions)}
    ${peersView(model, actions)}
  `;
}

function runView(run: RunView, { trusted, server }: MonitorState, given: MonitorModel, actions: MonitorActions) {
  const live = server.state === 'ready';
  // Without a server nobody knows what is so now: clocks stand still at what it last said.
  const model = live ? given : { ...given, now: run.updatedAt };
  const scene: Scene = { model, actions, live, steerable: trusted && live };
  return html`
    ${headerView(run, scene)}
    <p class="spoken" role="status" aria-live="polite">${spokenSummary(run)}</p>
    ${outcomeNotice(run, actions)} ${reasonNotice(run)} ${signalsView(run, scene)}
    ${run.report === null ? nothing : reportView(run, run.report, actions)}
    <section aria-labelledby="phases">
      <h2 id="phases">Phases</h2>
      <ol class="timeline">
        ${run.phases.map((phase) => phaseView(run, phase, scene))}
      </ol>
    </section>
    ${spendingView(run)}
  `;
}

/** Read out when it changes: the status, how far the phases are and what is newly asked, never the ticking of clocks. */
function spokenSummary(run: RunView): string {
  const { prd, status, phases } = run;
  const completed = phases.filter((phase) => phase.status === 'completed').length;
  const asked = openSignals([run]).filter(({ signal }) => wantsAnswer(signal));
  const newest = asked.toSorted((a, b) => b.signal.askedAt - a.signal.askedAt)[0];
  const things = asked.length === 1 ? '1 thing needs you' : `${asked.length} things need you`;
  const needs = newest === undefined ? '' : ` ${things}. ${newest.signal.text}`;
  return `${prd} is ${status}, ${completed} of ${phases.length} phases completed.${needs}`;
}

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
function outcomeNotice({ id, outcome, reason }: RunView, { post }: MonitorActions) {
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
function reasonNotice({ status, reason, outcome, signals }: RunView) {
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
      <p class="reason">${reason}</p>
    </div>
  </section>`;
}

function reportView(run: RunView, report: string, { post }: MonitorActions): TemplateResult {
  return html`<section class="report" aria-labelledby="report">
    <div class="section-head">
      <h2 id="report">Completion report</h2>
      <vscode-button appearance="secondary" @click=${() => post({ type: 'open-report', run: run.id })}>
        Open as document
      </vscode-button>
    </div>
    ${markdown(report.replace(/^\s*# .*\n/, ''))}
  </section>`;
}

function serverNotice({ state, message }: MonitorServer, { post }: MonitorActions) {
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

function emptyView({ server, trusted }: MonitorState, { post }: MonitorActions): TemplateResult {
  // Whether anything has run is known only while the server can be asked.
  if (server.state !== 'ready') return html`<h1 class="spoken">CLUTCH Monitor</h1>`;
  return html`<section class="empty">
    ${icon('pulse', 'quiet')}
    <h1>Nothing has run yet</h1>
    <p class="quiet">
      ${
        trusted
          ? 'Run a plan, and its phases, workstreams, validations and commits appear here as they happen.'
          : 'This workspace is not trusted, so nothing runs in it. Trust it to run plans.'
      }
    </p>
    ${trusted ? html`<vscode-button @click=${() => post({ type: 'run-plan' })}>Run Plan…</vscode-button>` : nothing}
  </section>`;
}
