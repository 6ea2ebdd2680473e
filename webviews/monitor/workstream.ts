import { html, nothing, type TemplateResult } from 'lit';
import type { FileChange, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { ageWords, spanWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import { lookOf } from './tones.ts';
import type { MonitorActions } from './model.ts';

export function workstreamView(
  run: RunView,
  phase: PhaseView,
  workstream: WorkstreamView,
  now: number,
  actions: MonitorActions,
): TemplateResult {
  const { name, executor, status, startedAt, endedAt, changes, attempts, report } = workstream;
  const look = lookOf(status);
  const agent = run.agents.find((one) => one.phase === phase.id && one.workstream === name);
  const facts = [
    look.words,
    executor,
    ...(startedAt === null ? [] : [spanWords(startedAt, endedAt, now)]),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
  ];
  return html`<li>
    ${icon(look.icon, look.tone)}
    <div>
      <p><strong>${name}</strong> <span class="quiet">${facts.join(' · ')}</span></p>
      ${agent === undefined ? silence(workstream, run) : agentView(agent, now)}
      ${
        report === null || report.status === 'COMPLETE'
          ? nothing
          : html`<p class="reason">Its report says ${report.status}: ${report.issues || 'no reason given'}</p>`
      }
      ${changes.length === 0 ? nothing : changesView(run.id, phase, changes, actions)}
    </div>
  </li>`;
}

/** An agent is known by what it last did, and by how long ago that was. */
function agentView({ lastEvent, lastEventAt, runtime, pid }: AgentView, now: number): TemplateResult {
  return html`<p class="activity">
    <span class="quiet">${ageWords(lastEventAt, now)}</span> <span class="last-event">${lastEvent || 'started'}</span>
    <span class="quiet">${runtime}, process ${pid}</span>
  </p>`;
}

function silence({ status }: WorkstreamView, run: RunView) {
  if (status !== 'in-progress') return nothing;
  return html`<p class="activity quiet">
    ${run.status === 'running' ? 'Its agent is starting.' : 'No agent is running.'}
  </p>`;
}

const marks = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R' } as const;

/** Files can be opened once the phase has landed; before that they lie in the run's own worktree. */
function changesView(run: string, phase: PhaseView, changes: readonly FileChange[], { post }: MonitorActions) {
  const landed = phase.status === 'completed';
  const words = `${changes.length} ${changes.length === 1 ? 'file' : 'files'} changed`;
  return html`<details class="changes">
    <summary class="quiet">${words}</summary>
    <ul>
      ${changes.map(
        ({ path, kind }) =>
          html`<li>
            <abbr class="mark" title=${kind}>${marks[kind]}</abbr>
            ${
              landed && kind !== 'deleted'
                ? html`<button class="link" @click=${() => post({ type: 'open-file', run, path })}>${path}</button>`
                : html`<span class="path">${path}</span>`
            }
          </li>`,
      )}
    </ul>
  </details>`;
}
