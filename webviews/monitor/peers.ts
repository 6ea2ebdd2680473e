import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { ageWords, clockWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import { exchangesView } from './exchanges.ts';
import type { MonitorActions, MonitorModel } from './model.ts';
import type { Look } from './tones.ts';

/** The machines that share the project: who they are, how far that can be trusted, what they do and ask of each other. */
export function peersView({ state, now }: MonitorModel, actions: MonitorActions): TemplateResult | typeof nothing {
  if (state === null || state.collab.length === 0) return nothing;
  const live = state.server.state === 'ready';
  return html`${state.collab.map((view) => projectView(view, live ? now : view.at, actions))}`;
}

function projectView(view: CollabView, now: number, actions: MonitorActions): TemplateResult {
  const { project, peers, place, transport } = view;
  const proven = view.class === 'unknown' ? '' : `, class ${view.class}`;
  return html`<section class="peers" aria-labelledby="peers-${project}">
    <div class="section-head">
      <h2 id="peers-${project}">Peers</h2>
      <span class="quiet">${transport === 'file' ? 'Shared folder' : 'NATS'} <code>${place}</code>${proven}</span>
    </div>
    ${noticeView(view, now)} ${peers.length === 0 ? nothing : tableView(view, now)} ${exchangesView(view, now, actions)}
  </section>`;
}

const notices = {
  'stale-view': 'This view is stale',
  hangs: 'The shared folder does not answer',
  gone: 'The shared folder is not there',
  full: 'The shared folder is full',
  'read-only': 'The shared folder cannot be written',
  refused: 'The shared folder refuses this machine',
} as const;

/** What is wrong with this machine's own view; it says what the table is worth. */
function noticeView({ health, problems, role, joining }: CollabView, now: number) {
  const asks = joining.map(
    ({ name, role: wanted, fingerprint }) => `${name} wants to join as ${wanted}. Fingerprint: ${fingerprint}`,
  );
  const all = [...problems, ...asks];
  const isWrong = health.state !== 'ok';
  if (!isWrong && role !== null && all.length === 0) return nothing;
  const calm = role === null ? 'Waiting for main' : 'To be looked at';
  const title = health.state === 'ok' ? calm : notices[health.state];
  return html`<div class="notice edge-attention" role="status">
    ${icon(isWrong ? 'warning' : 'info', 'attention')}
    <div>
      <h3>${title}</h3>
      ${isWrong || role === null ? html`<p>${health.text} ${isWrong ? sinceView(health.since, now) : nothing}</p>` : nothing}
      ${all.map((problem) => html`<p class="reason">${problem}</p>`)}
    </div>
  </div>`;
}

const sinceView = (since: number, now: number): TemplateResult =>
  html`<span class="quiet">First seen ${ageWords(since, now)}.</span>`;

const COLUMNS = ['Machine', 'State', 'Activity and task', 'Queue', 'Last result', 'Clock'] as const;

function tableView(view: CollabView, now: number): TemplateResult {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Machines of ${view.project}">
    <table class="peers-table">
      <thead>
        <tr>
          ${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${view.peers.map((peer) => rowView(view, peer, now))}
      </tbody>
    </table>
  </div>`;
}

function rowView({ at }: CollabView, peer: PeerView, now: number): TemplateResult {
  const { name, role, roleSource, self, activity, task, queue, busy, slots, lastResult, ageMs, evidence } = peer;
  const look = lookOf(peer);
  const seen = self ? 'this machine' : ageMs === null ? 'never seen' : `seen ${ageWords(at - ageMs, now)}`;
  const why = peer.freshness === 'fresh' ? [] : [evidence];
  const notes = [...why, ...peer.problems];
  return html`<tr class=${notes.length > 0 ? 'has-notes' : ''}>
      <th scope="row">${name}<span class="second">${role} · ${roleSource}</span></th>
      <td>
        <span class="status">${icon(look.icon, look.tone)} ${look.words}</span><span class="second">${seen}</span>
      </td>
      <td>${activity ?? html`<span class="quiet">nothing</span>`}<span class="second">${task ?? ''}</span></td>
      <td>${queue} waiting<span class="second">${busy} of ${slots} at work</span></td>
      <td>
        ${
          lastResult === null
            ? html`<span class="quiet">none</span>`
            : html`${lastResult.text}<span class="second">${ageWords(lastResult.at, now)}</span>`
        }
      </td>
      <td>${clockView(peer)}</td>
    </tr>
    ${
      notes.length === 0
        ? nothing
        : html`<tr class="notes">
            <td colspan=${COLUMNS.length}>
              <ul aria-label="About ${name}">
                ${notes.map((note) => html`<li>${icon('warning', 'attention')} <span>${note}</span></li>`)}
              </ul>
            </td>
          </tr>`
    }`;
}

const looks = {
  fresh: { icon: 'vm-active', tone: 'good', words: 'fresh' },
  late: { icon: 'watch', tone: 'attention', words: 'late' },
  stale: { icon: 'debug-disconnect', tone: 'attention', words: 'stale' },
  gone: { icon: 'error', tone: 'bad', words: 'gone' },
  unknown: { icon: 'question', tone: 'quiet', words: 'unknown' },
} as const satisfies Record<PeerView['freshness'], Look>;

const lookOf = ({ freshness, revoked }: PeerView): Look =>
  revoked ? { icon: 'circle-slash', tone: 'quiet', words: 'revoked' } : looks[freshness];

/** What is as it should be is said quietly. */
function clockView({ skewMs, self }: PeerView): string | TemplateResult {
  const words = self ? 'this machine’s' : clockWords(skewMs);
  return skewMs !== null && Math.abs(skewMs) >= 1000 ? words : html`<span class="quiet">${words}</span>`;
}
