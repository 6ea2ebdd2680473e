import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CollabView, RequestView, TimelineEntry } from '#schemas/protocol/collab.ts';
import { icon } from '../kit/index.ts';
import { ageWords } from '../kit/language.ts';
import type { MonitorActions } from './model.ts';
import type { Look } from './tones.ts';

/** As many lines of what happened are shown; `clutch log --machines` has more. */
const LINES = 50;
const REQUESTS = 50;

/** What the machines asked of each other, and what they said. */
export function exchangesView(view: CollabView, now: number, actions: MonitorActions): TemplateResult {
  return html`${requestsView(view, now, actions)} ${timelineView(view, now, actions)}`;
}

function requestsView(view: CollabView, now: number, actions: MonitorActions) {
  const { requests, project } = view;
  if (requests.length === 0) return nothing;
  const name = nameIn(view);
  const titles = [l10n.t('Request'), l10n.t('State'), l10n.t('From'), l10n.t('To'), l10n.t('Changed')];
  return html`<h3>${l10n.t('Requests')}</h3>
    <div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Requests of {0}', project)}>
      <table class="requests-table">
        <thead>
          <tr>
            ${titles.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${requests.slice(0, REQUESTS).map((request) => requestView(request, name, view.root, now, actions))}
        </tbody>
      </table>
    </div>`;
}

function requestView(
  { id, kind, title, status, from, to, claimedBy, author, updatedAt, result, file }: RequestView,
  name: (machine: string) => string,
  root: string,
  now: number,
  { post }: MonitorActions,
): TemplateResult {
  const look = statusLook(status);
  const owner = claimedBy === null || claimedBy === to ? '' : l10n.t('claimed by {0}', name(claimedBy));
  return html`<tr>
    <th scope="row">
      ${
        file === null
          ? title
          : html`<button class="link" @click=${() => post({ type: 'open-record', root, id })}>${title}</button>`
      }
      <span class="second">${result === null ? kindWords(kind) : `${kindWords(kind)} · ${result}`}</span>
    </th>
    <td><span class="status">${icon(look.icon, look.tone)} ${look.words}</span></td>
    <td>${name(from)}<span class="second">${author}</span></td>
    <td>${name(to)}<span class="second">${owner}</span></td>
    <td>${ageWords(updatedAt, now)}</td>
  </tr>`;
}

function kindWords(kind: RequestView['kind']): string {
  switch (kind) {
    case 'question':
      return l10n.t('question');
    case 'inspect':
      return l10n.t('inspect');
    case 'edit':
      return l10n.t('edit');
    case 'task':
      return l10n.t('task');
  }
}

function statusLook(status: RequestView['status']): Look {
  switch (status) {
    case 'open':
      return { icon: 'mail', tone: 'active', words: l10n.t('open') };
    case 'claimed':
      return { icon: 'play-circle', tone: 'active', words: l10n.t('claimed') };
    case 'completed':
      return { icon: 'pass-filled', tone: 'good', words: l10n.t('completed') };
    case 'blocked':
      return { icon: 'circle-slash', tone: 'attention', words: l10n.t('blocked') };
    case 'failed':
      return { icon: 'error', tone: 'bad', words: l10n.t('failed') };
    case 'cancelled':
      return { icon: 'circle-slash', tone: 'quiet', words: l10n.t('cancelled') };
  }
}

function timelineView(view: CollabView, now: number, { post }: MonitorActions) {
  const { timeline, root } = view;
  if (timeline.length === 0) return nothing;
  const name = nameIn(view);
  const lineView = ({ id, at, from, to, text, file }: TimelineEntry): TemplateResult =>
    html`<li>
      <span class="quiet when">${ageWords(at, now)}</span>
      <span class="who">${name(from)} → ${name(to)}</span>
      <span class="what">
        ${
          file === null
            ? text
            : html`<button class="link" @click=${() => post({ type: 'open-record', root, id })}>${text}</button>`
        }
      </span>
    </li>`;
  return html`<details class="exchanges">
    <summary><h3>${l10n.t('What was said')}</h3></summary>
    <ol>
      ${timeline.slice(0, LINES).map(lineView)}
    </ol>
  </details>`;
}

const nameIn =
  ({ peers }: CollabView) =>
  (machine: string): string =>
    machine === 'all' ? l10n.t('all machines') : (peers.find(({ id }) => id === machine)?.name ?? machine);
