import { html, nothing, type TemplateResult } from 'lit';
import type { RunView } from '#schemas/run/run.ts';
import { spanWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import { lookOf } from './tones.ts';
import type { MonitorActions } from './model.ts';

interface Circumstances {
  readonly now: number;
  /** Whether buttons that change the run may be shown. */
  readonly steerable: boolean;
  /** False when the server cannot be asked, and what is shown is what it last said. */
  readonly live: boolean;
}

export function headerView(
  run: RunView,
  { now, steerable, live }: Circumstances,
  actions: MonitorActions,
): TemplateResult {
  const look = lookOf(run.status);
  const completed = run.phases.filter(({ status }) => status === 'completed').length;
  const name = run.prd.replace(/^.*\//, '').replace(/\.md$/, '');
  return html`<header>
    <div class="section-head">
      <h1>${name}</h1>
      <span class="status">${icon(look.icon, look.tone)} ${live ? look.words : `last known: ${look.words}`}</span>
      ${steerable ? buttonsView(run, actions) : nothing}
    </div>
    <dl class="facts">
      ${fact('Project', run.project.name)} ${fact('Branch', run.branch ?? 'none yet')} ${fact('Runtime', run.runtime)}
      ${fact(run.endedAt === null ? 'Elapsed' : 'Took', spanWords(run.startedAt, run.endedAt, now))}
      ${fact('Phases', `${completed} of ${run.phases.length} completed`)}
    </dl>
    <ol class="progress" aria-hidden="true">
      ${run.phases.map(({ status }) => {
        const pulse = live && status === 'in-progress' && run.status === 'running' ? 'pulse' : '';
        return html`<li class="segment-${status} ${pulse}"></li>`;
      })}
    </ol>
  </header>`;
}

const fact = (term: string, value: string): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;

function buttonsView({ id, prd, status }: RunView, { post }: MonitorActions): TemplateResult {
  const resumable = status === 'waiting' || status === 'stopped' || status === 'failed';
  return html`<div class="actions">
    ${resumable ? html`<vscode-button @click=${() => post({ type: 'resume', run: id })}>Resume</vscode-button>` : nothing}
    ${
      status === 'running' || status === 'waiting'
        ? html`<vscode-button appearance="secondary" @click=${() => post({ type: 'stop', run: id })}
            >Stop</vscode-button
          >`
        : nothing
    }
    <vscode-button appearance="secondary" @click=${() => post({ type: 'open-file', run: id, path: prd })}>
      Open Plan
    </vscode-button>
  </div>`;
}
