import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { BoardForm, BoardTask } from '#schemas/webview/board.ts';
import { icon } from '../kit/index.ts';
import { reasonView, refusalView } from './card-words.ts';
import { dragEnded, dragStarted } from './drag.ts';
import { priorityLook, priorityWords } from './looks.ts';
import { openMenu } from './menu.ts';
import type { Board } from './model.ts';

/** All that the look of a card follows from, so that one of which nothing changed is not drawn again. */
export interface CardFacts {
  readonly task: BoardTask;
  readonly index: number;
  readonly count: number;
  readonly row: number;
  /** Whether the Tab key leads here. */
  readonly active: boolean;
  readonly state: 'held' | 'dragged' | 'moving' | 'resting';
  readonly steerable: boolean;
  readonly form: BoardForm | null;
  readonly refusal: string | null;
  readonly menuOpen: boolean;
  /** Name of the project; null where there is only one. */
  readonly project: string | null;
  readonly waits: string | null;
  readonly evidence: string | null;
}

export function cardView(facts: CardFacts, board: Board): TemplateResult {
  const { task, index, count, row, active, state, form, refusal } = facts;
  const { id, title } = task;
  const isFree = facts.steerable && state !== 'moving';
  const isTall = form !== null || refusal !== null;
  return html`<li
    class="card ${state} ${isTall ? 'tall' : ''}"
    data-task=${id}
    .style=${`top: ${index * row}px`}
    tabindex=${active ? 0 : -1}
    draggable=${isFree && !isTall ? 'true' : 'false'}
    aria-setsize=${count}
    aria-posinset=${index + 1}
    aria-label=${spokenOf(facts)}
    @dragstart=${(event: DragEvent) => dragStarted(board, event, id)}
    @dragend=${() => dragEnded(board)}
  >
    <div class="card-head">
      <button class="title" tabindex="-1" title=${title} @click=${() => board.post({ type: 'open', task: id })}>
        <bdi>${title}</bdi>
      </button>
      ${
        isFree && task.moves.length > 0
          ? html`<button
              class="icon-button"
              tabindex=${active ? 0 : -1}
              aria-haspopup="menu"
              aria-expanded=${facts.menuOpen ? 'true' : 'false'}
              aria-label=${l10n.t('Move {0} to…', title)}
              title=${l10n.t('Move to…')}
              @click=${(event: MouseEvent) => openMenu(board, id, event.currentTarget)}
            >
              ${icon('ellipsis')}
            </button>`
          : nothing
      }
    </div>
    ${whereView(facts)} ${chipsView(task)} ${footView(facts)} ${form === null ? nothing : reasonView(board, task, form)}
    ${refusal === null ? nothing : refusalView(board, id, refusal)}
  </li>`;
}

/** Whose task it is, and who works on it. */
function whereView({ task, project }: CardFacts): TemplateResult {
  const { origin, role, machine } = task;
  const parts = [project, ...placeOf(task), role].filter((part) => part !== null);
  return html`<p class="line quiet">
    ${
      origin === 'run'
        ? html`<span class="part" title=${l10n.t('A task of a run')}>${icon('pulse')} ${l10n.t('Run')}</span>`
        : html`<span class="part" title=${l10n.t('A task that a person wrote down')}
            >${icon('account')} ${l10n.t('Person')}</span
          >`
    }
    <span class="cut"><bdi>${parts.join(' · ')}</bdi></span>
    ${machine === null ? nothing : html`<span class="part">${icon('vm')} <bdi>${machine}</bdi></span>`}
  </p>`;
}

const placeOf = ({ phase, workstream }: BoardTask): readonly (string | null)[] => [
  phase === null ? null : l10n.t('Phase {0}', phase),
  workstream,
];

function chipsView({ priority, tags }: BoardTask): TemplateResult {
  const look = priorityLook(priority);
  return html`<p class="line chips">
    <span class="part">${icon(look.icon, look.tone)} ${priorityWords(priority)}</span>
    ${tags.map((tag) => html`<span class="chip"><bdi>${tag}</bdi></span>`)}
  </p>`;
}

/** What it waits for and what shows its status; while it is on its way, that. */
function footView({ state, waits, evidence }: CardFacts): TemplateResult {
  if (state === 'moving') return html`<p class="line">${icon('sync', 'active')} ${l10n.t('Moving…')}</p>`;
  if (state === 'held') return html`<p class="line">${icon('move', 'active')} ${l10n.t('Picked up')}</p>`;
  return html`<p class="line quiet">
    ${waits === null ? nothing : html`<span class="cut" title=${waits}>${icon('watch')} <bdi>${waits}</bdi></span>`}
    ${
      evidence === null
        ? nothing
        : html`<span class="cut" title=${evidence}>${icon('verified')} <bdi>${evidence}</bdi></span>`
    }
  </p>`;
}

/** The card in one breath. */
function spokenOf({ task, project, waits, evidence, state }: CardFacts): string {
  const { title, priority, role, machine, tags, origin } = task;
  return [
    title,
    l10n.t('priority {0}', priorityWords(priority)),
    origin === 'run' ? l10n.t('task of a run') : null,
    project,
    ...placeOf(task),
    role,
    machine === null ? null : l10n.t('on {0}', machine),
    tags.length === 0 ? null : l10n.t('tags {0}', tags.join(', ')),
    waits,
    evidence,
    state === 'moving' ? l10n.t('Moving…') : null,
    state === 'held' ? l10n.t('Picked up') : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
