import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CollabView, RequestView, TimelineEntry } from '#schemas/protocol/collab.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
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
  return html`<h3>Requests</h3>
    <div class="table-frame" tabindex="0" role="region" aria-label="Requests of ${project}">
      <table class="requests-table">
        <thead>
          <tr>
            ${['Request', 'State', 'From', 'To', 'Changed'].map((title) => html`<th scope="col">${title}</th>`)}
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
  const look = looks[status];
  const owner = claimedBy === null || claimedBy === to ? '' : `claimed by ${name(claimedBy)}`;
  return html`<tr>
    <th scope="row">
      ${
        file === null
          ? title
          : html`<button class="link" @click=${() => post({ type: 'open-record', root, id })}>${title}</button>`
      }
      <span class="second">${result === null ? kind : `${kind} · ${result}`}</span>
    </th>
    <td><span class="status">${icon(look.icon, look.tone)} ${look.words}</span></td>
    <td>${name(from)}<span class="second">${author}</span></td>
    <td>${name(to)}<span class="second">${owner}</span></td>
    <td>${ageWords(updatedAt, now)}</td>
  </tr>`;
}

const looks = {
  open: { icon: 'mail', tone: 'active', words: 'open' },
  claimed: { icon: 'play-circle', tone: 'active', words: 'claimed' },
  completed: { icon: 'pass-filled', tone: 'good', words: 'completed' },
  blocked: { icon: 'circle-slash', tone: 'attention', words: 'blocked' },
  failed: { icon: 'error', tone: 'bad', words: 'failed' },
  cancelled: { icon: 'circle-slash', tone: 'quiet', words: 'cancelled' },
} as const satisfies Record<RequestView['status'], Look>;

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
    machine === 'all' ? 'all machines' : (peers.find(({ id }) => id === machine)?.name ?? machine);
