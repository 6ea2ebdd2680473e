import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { icon } from '../kit/index.ts';
import { ageWords, clockWords } from '../kit/language.ts';
import { exchangesView } from './exchanges.ts';
import type { MonitorActions, MonitorModel } from './model.ts';
import { roleWords } from './role-words.ts';
import type { Look } from './tones.ts';

/** The machines that share the project: who they are, how far that can be trusted, what they do and ask of each other. */
export function peersView({ state, now }: MonitorModel, actions: MonitorActions): TemplateResult | typeof nothing {
  if (state === null || state.collab.length === 0) return nothing;
  const live = state.server.state === 'ready';
  return html`${state.collab.map((view) => projectView(view, live ? now : view.at, actions))}`;
}

function projectView(view: CollabView, now: number, actions: MonitorActions): TemplateResult {
  const { project, peers, place, transport } = view;
  return html`<section class="peers" aria-labelledby="peers-${project}">
    <div class="section-head">
      <h2 id="peers-${project}">${l10n.t('Peers')}</h2>
      <span class="quiet"
        >${transport === 'file' ? l10n.t('Shared folder') : 'NATS'} <code>${place}</code>${classWords(view)}</span
      >
    </div>
    ${noticeView(view, now)} ${peers.length === 0 ? nothing : tableView(view, now)} ${exchangesView(view, now, actions)}
  </section>`;
}

/** What the folder is proven to be good for. */
const classWords = ({ class: proven }: CollabView): string =>
  proven === 'unknown' ? '' : `, ${l10n.t('class {0}', proven)}`;

function noticeWords({ health, role }: CollabView): string {
  switch (health.state) {
    case 'stale-view':
      return l10n.t('This view is stale');
    case 'hangs':
      return l10n.t('The shared folder does not answer');
    case 'gone':
      return l10n.t('The shared folder is not there');
    case 'full':
      return l10n.t('The shared folder is full');
    case 'read-only':
      return l10n.t('The shared folder cannot be written');
    case 'refused':
      return l10n.t('The shared folder refuses this machine');
    case 'ok':
      return role === null ? l10n.t('Waiting for main') : l10n.t('To be looked at');
  }
}

/** What is wrong with this machine's own view; it says what the table is worth. */
function noticeView(view: CollabView, now: number) {
  const { health, problems, role, joining } = view;
  const asks = joining.map(({ name, role: wanted, fingerprint }) =>
    l10n.t('{0} wants to join as {1}. Fingerprint: {2}', name, roleWords(wanted), fingerprint),
  );
  const all = [...problems, ...asks];
  const isWrong = health.state !== 'ok';
  if (!isWrong && role !== null && all.length === 0) return nothing;
  return html`<div class="notice edge-attention" role="status">
    ${icon(isWrong ? 'warning' : 'info', 'attention')}
    <div>
      <h3>${noticeWords(view)}</h3>
      ${isWrong || role === null ? html`<p>${health.text} ${isWrong ? sinceView(health.since, now) : nothing}</p>` : nothing}
      ${all.map((problem) => html`<p class="reason">${problem}</p>`)}
    </div>
  </div>`;
}

const sinceView = (since: number, now: number): TemplateResult =>
  html`<span class="quiet">${l10n.t('First seen {0}.', ageWords(since, now))}</span>`;

const columnNames = (): readonly string[] => [
  l10n.t('Machine'),
  l10n.t('State'),
  l10n.t('Activity and task'),
  l10n.t('Queue'),
  l10n.t('Last result'),
  l10n.t('Clock'),
];

function tableView(view: CollabView, now: number): TemplateResult {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Machines of {0}', view.project)}>
    <table class="peers-table">
      <thead>
        <tr>
          ${columnNames().map((name) => html`<th scope="col">${name}</th>`)}
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
  const known = ageMs === null ? l10n.t('never seen') : l10n.t('seen {0}', ageWords(at - ageMs, now));
  const why = peer.freshness === 'fresh' ? [] : [evidence];
  const notes = [...why, ...peer.problems];
  return html`<tr class=${notes.length > 0 ? 'has-notes' : ''}>
      <th scope="row">${name}<span class="second">${roleWords(role)} · ${roleSource}</span></th>
      <td>
        <span class="status">${icon(look.icon, look.tone)} ${look.words}</span
        ><span class="second">${self ? l10n.t('this machine') : known}</span>
      </td>
      <td>
        ${activity ?? html`<span class="quiet">${l10n.t('nothing')}</span>`}<span class="second">${task ?? ''}</span>
      </td>
      <td>${l10n.t('{0} waiting', queue)}<span class="second">${l10n.t('{0} of {1} at work', busy, slots)}</span></td>
      <td>
        ${
          lastResult === null
            ? html`<span class="quiet">${l10n.t('none')}</span>`
            : html`${lastResult.text}<span class="second">${ageWords(lastResult.at, now)}</span>`
        }
      </td>
      <td>${clockView(peer)}</td>
    </tr>
    ${
      notes.length === 0
        ? nothing
        : html`<tr class="notes">
            <td colspan=${columnNames().length}>
              <ul aria-label=${l10n.t('About {0}', name)}>
                ${notes.map((note) => html`<li>${icon('warning', 'attention')} <span>${note}</span></li>`)}
              </ul>
            </td>
          </tr>`
    }`;
}

function lookOf({ freshness, revoked }: PeerView): Look {
  if (revoked) return { icon: 'circle-slash', tone: 'quiet', words: l10n.t('revoked') };
  switch (freshness) {
    case 'fresh':
      return { icon: 'vm-active', tone: 'good', words: l10n.t('fresh') };
    case 'late':
      return { icon: 'watch', tone: 'attention', words: l10n.t('late') };
    case 'stale':
      return { icon: 'debug-disconnect', tone: 'attention', words: l10n.t('stale') };
    case 'gone':
      return { icon: 'error', tone: 'bad', words: l10n.t('gone') };
    case 'unknown':
      return { icon: 'question', tone: 'quiet', words: l10n.t('unknown') };
  }
}

/** What is as it should be is said quietly. */
function clockView({ skewMs, self }: PeerView): string | TemplateResult {
  const words = self ? l10n.t('this machine’s') : clockWords(skewMs);
  return skewMs !== null && Math.abs(skewMs) >= 1000 ? words : html`<span class="quiet">${words}</span>`;
}
