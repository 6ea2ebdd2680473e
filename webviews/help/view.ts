import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { HelpSection, type HelpTopic } from '#schemas/webview/help.ts';
import { icon } from '../kit/index.ts';
import { matching, shownTopic, type HelpActions, type HelpModel } from './model.ts';
import { topicView } from './topic.ts';

const sectionName = (section: HelpSection): string =>
  ({
    guide: l10n.t('Guide'),
    prompts: l10n.t('Prompt cookbook'),
    safety: l10n.t('Safety boundary'),
    keys: l10n.t('Keyboard map'),
    commands: l10n.t('Commands'),
    settings: l10n.t('Settings'),
    rules: l10n.t('Rules'),
  })[section];

export function helpView(model: HelpModel, actions: HelpActions): TemplateResult {
  const shown = shownTopic(model);
  return html`
    <h1 class="spoken">${l10n.t('CLUTCH Help')}</h1>
    <nav aria-label=${l10n.t('Topics')} @keydown=${moveFocus}>
      ${searchView(model, actions)}
      <div class="topics">${sectionsView(model, shown, actions)}</div>
    </nav>
    ${shown ? topicView(shown, sectionName(shown.section), actions) : html`<article></article>`}
  `;
}

function searchView({ topics, memory }: HelpModel, { search }: HelpActions): TemplateResult {
  const { query } = memory;
  const count = topics === null ? 0 : matching(topics, query).length;
  const found = count === 1 ? l10n.t('1 topic') : l10n.t('{0} topics', count);
  return html`<div class="search">
    <input
      type="search"
      aria-label=${l10n.t('Search the help')}
      placeholder=${l10n.t('Search the help')}
      maxlength="200"
      .value=${live(query)}
      @input=${({ target }: Event) => target instanceof HTMLInputElement && search(target.value)}
    />
    <p class="spoken" role="status">${query.trim() === '' ? '' : found}</p>
  </div>`;
}

function sectionsView(model: HelpModel, shown: HelpTopic | undefined, actions: HelpActions) {
  const { topics, problem, memory, unfolded } = model;
  if (problem !== null) {
    return html`<p class="problem" role="alert">
      ${icon('error', 'bad')} ${l10n.t('The help could not be read: {0}', problem)}
    </p>`;
  }
  if (topics === null) return html`<p class="quiet">${l10n.t('Reading the help…')}</p>`;
  const searching = memory.query.trim() !== '';
  const found = matching(topics, memory.query);
  if (found.length === 0) return html`<p class="quiet none">${l10n.t('Nothing is written about that.')}</p>`;
  return HelpSection.options.map((section) => {
    const members = found.filter((topic) => topic.section === section);
    if (members.length === 0) return nothing;
    const open = searching || (unfolded[section] ?? (section === 'guide' || section === shown?.section));
    return html`<details
      ?open=${open}
      @toggle=${({ target }: Event) => {
        const now = target instanceof HTMLDetailsElement && target.open;
        if (!searching && now !== open) actions.unfold(section, now);
      }}
    >
      <summary>${sectionName(section)} <span class="quiet">${members.length}</span></summary>
      <ul>
        ${open ? members.map((topic, index) => rowView(topic, members[index - 1], topic.id === shown?.id, actions)) : nothing}
      </ul>
    </details>`;
  });
}

function rowView(topic: HelpTopic, before: HelpTopic | undefined, current: boolean, { open }: HelpActions) {
  const group = topic.group !== null && topic.group !== before?.group ? topic.group : null;
  return html`${group === null ? nothing : html`<li class="group quiet">${group}</li>`}
    <li>
      <button
        type="button"
        class="topic"
        aria-current=${current ? 'true' : nothing}
        title=${topic.title}
        @click=${() => open(topic.id)}
      >
        ${topic.title}
      </button>
    </li>`;
}

/** Up and down go through everything that can be reached in the list, as in a tree. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, summary, details[open] .topic')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at + step];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
