import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { workstreamChoices } from '#schemas/run/choices.ts';
import type { Liveness } from '#schemas/run/liveness.ts';
import type { FileChange, OutsideChange, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { icon } from '../kit/index.ts';
import { ageWords, spanWords } from '../kit/language.ts';
import { about } from './forms.ts';
import { contextOf } from './live/context.ts';
import { places } from './live/places.ts';
import { longText } from './long-text.ts';
import type { MonitorActions, Scene } from './model.ts';
import { isSteering, steeringToggle, steeringView, type Place } from './steering.ts';
import { lookOf } from './tones.ts';

export function workstreamView(
  run: RunView,
  phase: PhaseView,
  workstream: WorkstreamView,
  scene: Scene,
): TemplateResult {
  const { name, status, held, reason, changes, outside, report } = workstream;
  const { now } = scene.model;
  const look = lookOf(held === null ? status : 'paused');
  const agent = run.agents.find((one) => one.phase === phase.id && one.workstream === name);
  const shown = name.replace(/^@/, '');
  const place = {
    key: about.workstream(run.id, phase.id, name),
    run: run.id,
    phase: phase.id,
    workstream: name,
    name: shown,
    verbs: workstreamChoices(run, phase, workstream),
    opens: opensOf(run.id, phase.id, workstream, scene.actions),
  };
  return html`<li data-vscode-context=${contextOf(run, phase, workstream)}>
    ${icon(look.icon, look.tone)}
    <div>
      <p class="worker" id=${places.workstream(phase.id, name)} tabindex="-1">
        <span> <strong>${shown}</strong> <span class="quiet">${factsOf(run, workstream, now).join(' · ')}</span> </span>
        ${steeringToggle(place, scene)}
      </p>
      ${isSteering(place, scene) ? steeringView(place, scene) : nothing}
      ${agent === undefined ? silence(workstream, run) : agentView(agent, now)}
      ${reason === null ? nothing : html`<p class="reason">${longText(reason, null)}</p>`}
      ${
        reason !== null || report === null || report.status === 'COMPLETE'
          ? nothing
          : html`<p class="reason">
              ${l10n.t('Its report says {0}: {1}', report.status, report.issues || l10n.t('no reason given'))}
            </p>`
      }
      ${outside.length === 0 ? nothing : outsideView(outside, shown)}
      ${changes.length === 0 ? nothing : changesView(run.id, phase, changes, scene.actions)}
    </div>
  </li>`;
}

/** What there is to look at: what its agent has written, the folder that it works in, what it promised the others. */
function opensOf(
  run: string,
  phase: string,
  { name: workstream, startedAt, worktree, machine, contract }: WorkstreamView,
  { post }: MonitorActions,
): Place['opens'] {
  const where = { run, phase, workstream };
  const here = machine === null;
  return [
    ...(startedAt !== null && here
      ? [{ label: l10n.t('Open Transcript'), open: () => post({ type: 'open-transcript', ...where }) }]
      : []),
    ...(worktree !== null && here
      ? [{ label: l10n.t('Open Worktree'), open: () => post({ type: 'open-worktree', ...where }) }]
      : []),
    ...(contract?.text
      ? [{ label: l10n.t('Show Contract'), open: () => post({ type: 'show-contract', ...where }) }]
      : []),
  ];
}

function factsOf(
  run: RunView,
  { name, status, held, executor, startedAt, endedAt, attempts, runtime, machine, dependsOn }: WorkstreamView,
  now: number,
): readonly string[] {
  const waitsFor = status === 'pending' && dependsOn.length > 0 ? [l10n.t('after {0}', dependsOn.join(', '))] : [];
  return [
    held === null ? lookOf(status).words : heldWords(held),
    ...(executor === name.replace(/^@/, '') ? [] : [executor]),
    ...(startedAt === null ? [] : [spanWords(startedAt, endedAt, now)]),
    ...(attempts > 1 ? [l10n.t('attempt {0}', attempts)] : []),
    ...(runtime === null || runtime === run.runtime ? [] : [l10n.t('by {0}', runtime)]),
    ...(machine === null ? [] : [l10n.t('on {0}', machine)]),
    ...waitsFor,
  ];
}

function heldWords(held: NonNullable<WorkstreamView['held']>): string {
  switch (held) {
    case 'paused':
      return l10n.t('paused by a person');
    case 'stopped':
      return l10n.t('stopped by a person');
  }
}

/** An agent is known by what it last did, and by how long ago that was. */
function agentView({ lastEvent, lastEventAt, runtime, pid, liveness }: AgentView, now: number): TemplateResult {
  return html`<p class="activity">
    <span class="quiet">${ageWords(lastEventAt, now)}</span>
    <span class="last-event">${lastEvent || l10n.t('started')}</span>
    <span class="quiet">${pid === null ? runtime : l10n.t('{0}, process {1}', runtime, pid)}</span>
    ${evidenceView(liveness, now)}
  </p>`;
}

/** The state with what shows it: nobody has to believe it. */
function evidenceView({ state, evidence }: Liveness, now: number): TemplateResult {
  const shown = evidence.map(({ says, at }) => `${says}, ${ageWords(at, now)}`).join('\n');
  return html`<span class="quiet" title=${shown}>${livenessWords(state)}</span>`;
}

function livenessWords(state: Liveness['state']): string {
  switch (state) {
    case 'working':
      return l10n.t('working');
    case 'waiting':
      return l10n.t('waiting');
    case 'silent':
      return l10n.t('silent');
    case 'gone':
      return l10n.t('gone');
    case 'unknown':
      return l10n.t('unknown');
  }
}

function silence({ status, held }: WorkstreamView, run: RunView) {
  if (status !== 'in-progress' || held !== null) return nothing;
  return html`<p class="activity quiet">
    ${run.status === 'running' ? l10n.t('Its agent is starting.') : l10n.t('No agent is running.')}
  </p>`;
}

/** What it changed though it is somebody else's, and whose. */
function outsideView(outside: readonly OutsideChange[], name: string): TemplateResult {
  return html`<table class="outside">
    <caption>
      ${icon('warning', 'attention')} ${l10n.t('{0} changed what is not its own', name)}
    </caption>
    <thead>
      <tr>
        <th scope="col">${l10n.t('File')}</th>
        <th scope="col">${l10n.t('Belongs to')}</th>
      </tr>
    </thead>
    <tbody>
      ${outside.map(
        ({ path, owner }) =>
          html`<tr>
            <td class="path">${path}</td>
            <td>${owner}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const marks = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R' } as const;

function kindWords(kind: FileChange['kind']): string {
  switch (kind) {
    case 'added':
      return l10n.t('added');
    case 'modified':
      return l10n.t('modified');
    case 'deleted':
      return l10n.t('deleted');
    case 'renamed':
      return l10n.t('renamed');
  }
}

/** Files can be opened once the phase has landed; before that they lie in the run's own worktree. */
function changesView(run: string, phase: PhaseView, changes: readonly FileChange[], { post }: MonitorActions) {
  const landed = phase.status === 'completed';
  const words = changes.length === 1 ? l10n.t('1 file changed') : l10n.t('{0} files changed', changes.length);
  return html`<details class="changes">
    <summary class="quiet">${words}</summary>
    <ul>
      ${changes.map(
        ({ path, kind }) =>
          html`<li>
            <abbr class="mark" title=${kindWords(kind)}>${marks[kind]}</abbr>
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
