import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import type { TriageItem } from '#schemas/webview/monitor-triage.ts';
import { icon } from '../../kit/index.ts';
import type { MonitorActions, MonitorModel, Scene } from '../model.ts';
import { itemView, rowId } from './item.ts';
import { kindOf, kindWords, textOf, titleOf } from './words.ts';

/** How many more items are listed at a time. */
const PAGE = 50;

/** Everything that is open over all runs of the window, each with its actions in place. */
export function triageView(state: MonitorState, model: MonitorModel, actions: MonitorActions): TemplateResult {
  const { triage } = state;
  const heading = html`<h1>${l10n.t('Triage')}</h1>`;
  if (triage === null) {
    // Without a server nothing comes; the notice above says so.
    return html`${heading}
    ${state.server.state === 'ready' ? html`<p class="quiet">${l10n.t('Reading…')}</p>` : nothing}`;
  }
  if (triage.length === 0) return emptyView();
  const live = state.server.state === 'ready';
  const scene: Scene = { model, actions, live, steerable: state.trusted && live };
  const found = triage.filter((item) => contains(item, model.triage.filter));
  return html`<div class="section-head">
      ${heading}
      <p class="quiet" role="status">${summaryOf(triage)}</p>
      ${filterView(model, actions)}
    </div>
    ${found.length === 0 ? html`<p class="empty quiet">${l10n.t('Nothing that is open contains these words.')}</p>` : listView(found, scene)}`;
}

function emptyView(): TemplateResult {
  return html`<section class="empty">
    ${icon('pass', 'good')}
    <h1>${l10n.t('Nothing is open')}</h1>
    <p class="quiet">
      ${l10n.t('Questions, failures, silent agents and machines out of reach appear here, from every run of this window.')}
    </p>
  </section>`;
}

function summaryOf(items: readonly TriageItem[]): string {
  const count = (urgency: TriageItem['urgency']): number => items.filter((one) => one.urgency === urgency).length;
  const [now, soon, told] = [count('now'), count('soon'), count('told')];
  return [
    ...(now === 0 ? [] : [now === 1 ? l10n.t('1 holds work back') : l10n.t('{0} hold work back', now)]),
    ...(soon === 0 ? [] : [l10n.t('{0} to be looked at', soon)]),
    ...(told === 0 ? [] : [l10n.t('{0} only told', told)]),
  ].join(' · ');
}

function filterView({ triage }: MonitorModel, actions: MonitorActions): TemplateResult {
  return html`<input
    id="triage-filter"
    class="filter"
    type="search"
    maxlength="200"
    placeholder=${l10n.t('Filter')}
    aria-label=${l10n.t('Filter what is open')}
    .value=${triage.filter}
    @input=${({ currentTarget }: Event) => {
      if (currentTarget instanceof HTMLInputElement) actions.triage({ filter: currentTarget.value, listed: PAGE });
    }}
  />`;
}

const contains = (item: TriageItem, filter: string): boolean => {
  const words = filter.toLowerCase().split(/\s+/);
  const said = [titleOf(item), textOf(item), item.group.name, kindWords(kindOf(item))].join(' ').toLowerCase();
  return words.every((word) => said.includes(word));
};

function listView(found: readonly TriageItem[], scene: Scene): TemplateResult {
  const { model, actions } = scene;
  const { listed, selected, next } = model.triage;
  const ordered = grouped(found);
  const shown = ordered.slice(0, listed);
  const known = (wanted: string | null) => shown.find(({ key }) => key === wanted);
  const tabbable = (known(selected) ?? known(next) ?? shown[0])?.key;
  const hidden = ordered.length - shown.length;
  return html`<div class="triage" data-rows @keydown=${(event: KeyboardEvent) => move(event, shown, actions)}>
      ${sectionsOf(shown).map(
        ({ group, kinds }) =>
          html`<section aria-labelledby="group-${group.id}">
            <h2 id="group-${group.id}">${group.name}</h2>
            ${kinds.map(
              ({ kind, items }) =>
                html`<h3 class="quiet">
                    ${kindWords(kind)}
                    <span aria-hidden="true"
                      >${found.filter((one) => one.group.id === group.id && kindOf(one) === kind).length}</span
                    >
                  </h3>
                  <ul>
                    ${repeat(
                      items,
                      ({ key }) => key,
                      (item) =>
                        itemView(
                          item,
                          item.key === tabbable,
                          () => actions.triage(selectionOf(item.key, shown)),
                          scene,
                        ),
                    )}
                  </ul>`,
            )}
          </section>`,
      )}
    </div>
    ${
      hidden === 0
        ? nothing
        : html`<p>
            <vscode-button appearance="secondary" @click=${() => actions.triage({ listed: listed + PAGE })}
              >${l10n.t('Show {0} of {1} more', Math.min(PAGE, hidden), hidden)}</vscode-button
            >
          </p>`
    }`;
}

interface Section {
  readonly group: TriageItem['group'];
  readonly kinds: { readonly kind: ReturnType<typeof kindOf>; readonly items: TriageItem[] }[];
}

/** By group and kind, each where the most urgent of its items stands. */
function sectionsOf(items: readonly TriageItem[]): readonly Section[] {
  const sections = new Map<string, Section>();
  for (const item of items) {
    const section = sections.get(item.group.id) ?? { group: item.group, kinds: [] };
    sections.set(item.group.id, section);
    const kind = kindOf(item);
    const same = section.kinds.find((one) => one.kind === kind);
    if (same === undefined) section.kinds.push({ kind, items: [item] });
    else same.items.push(item);
  }
  return [...sections.values()];
}

/** In the order in which they are shown, so that a page of them is a beginning of all. */
const grouped = (items: readonly TriageItem[]): readonly TriageItem[] =>
  sectionsOf(items).flatMap(({ kinds }) => kinds.flatMap((one) => one.items));

const selectionOf = (selected: string, shown: readonly TriageItem[]) => ({
  selected,
  next: shown[shown.findIndex(({ key }) => key === selected) + 1]?.key ?? null,
});

/** Arrow keys, j and k go through the items; nothing but Enter on a button of its own ever decides. */
function move(event: KeyboardEvent, shown: readonly TriageItem[], actions: MonitorActions): void {
  const row = event.target;
  if (!(row instanceof HTMLElement) || !row.classList.contains('row') || event.ctrlKey || event.metaKey) return;
  const at = shown.findIndex(({ key }) => rowId(key) === row.id);
  const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  const next = to === undefined ? undefined : shown[to];
  if (next === undefined) return;
  event.preventDefault();
  actions.triage(selectionOf(next.key, shown));
  actions.focus(rowId(next.key));
}
