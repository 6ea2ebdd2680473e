import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import type { AwayCondition, AwayExample, AwayList, AwayVerdict, AwayView } from '#schemas/protocol/away.ts';
import { icon, inline } from '../kit/index.ts';
import { lineLink, textOf } from './field.ts';
import { fill } from './fill.ts';
import type { AwayActions, AwayModel } from './model.ts';

const MAX_SHOWN = 30;

/** How the program understands the points of a list, folded unless one of them is mere words. */
export function understoodList(
  { clauses }: Pick<AwayView, 'clauses'>,
  list: AwayList,
  actions: AwayActions,
): TemplateResult | typeof nothing {
  const own = clauses.filter((clause) => clause.list === list);
  const words = own.filter(({ understood }) => understood === 'words').length;
  if (own.length === 0) return nothing;
  const rows = own.slice(0, MAX_SHOWN).map(({ understood, explanation, line }) => ({
    good: understood === 'policy',
    text: explanation,
    line,
  }));
  const summary =
    words === 0
      ? l10n.t('How this is understood')
      : l10n.t('How this is understood: {0} of {1} cannot be checked by a program', words, own.length);
  return understoodView(summary, rows, own.length, actions);
}

/** Which stop conditions the program watches itself. */
export function understoodConditions(
  conditions: readonly AwayCondition[],
  actions: AwayActions,
): TemplateResult | typeof nothing {
  if (conditions.length === 0) return nothing;
  const shown = conditions.filter(({ watched }) => watched === 'shown').length;
  const rows = conditions
    .slice(0, MAX_SHOWN)
    .map(({ watched, how, line }) => ({ good: watched === 'watched', text: how, line }));
  const summary =
    shown === 0
      ? l10n.t('All of these are watched')
      : l10n.t(
          '{0} of {1} are watched; the others are only shown to agents',
          conditions.length - shown,
          conditions.length,
        );
  return understoodView(summary, rows, conditions.length, actions);
}

interface Row {
  readonly good: boolean;
  readonly text: string;
  readonly line: number;
}

const understoodView = (summary: string, rows: readonly Row[], total: number, actions: AwayActions): TemplateResult =>
  html`<details class="understood">
    <summary>${summary}</summary>
    <ul class="plain">
      ${rows.map(
        ({ good, text, line }) =>
          html`<li>
            ${icon(good ? 'check' : 'comment', good ? 'good' : 'attention')}
            <div>${inline(text)} ${lineLink(line, actions)}</div>
          </li>`,
      )}
      ${total > rows.length ? html`<li class="quiet">${l10n.t('… and {0} more', total - rows.length)}</li>` : nothing}
    </ul>
  </details>`;

/** What would become of concrete actions: the examples that the server computed, and one that the person asks for. */
export function policyView(away: AwayView | null, model: AwayModel, actions: AwayActions): TemplateResult {
  return html`<section class="policy" aria-labelledby="policy">
    <h2 id="policy">${l10n.t('What it would do')}</h2>
    <p class="quiet hint">${l10n.t('Computed from the plan as it stands here, by what decides while it is armed.')}</p>
    ${tryView(model, actions)}
    ${
      away === null
        ? nothing
        : html`<div class="verdicts">
            ${(['allow', 'ask', 'deny'] as const).map((verdict) => verdictView(away, verdict, actions))}
          </div>`
    }
  </section>`;
}

function verdictLook(verdict: AwayVerdict): readonly [string, string, string] {
  switch (verdict) {
    case 'allow':
      return ['check', 'good', l10n.t('Allowed')];
    case 'ask':
      return ['question', 'attention', l10n.t('Asked')];
    case 'deny':
      return ['circle-slash', 'bad', l10n.t('Denied')];
  }
}

function verdictView({ examples, whenAsked }: AwayView, verdict: AwayVerdict, actions: AwayActions): TemplateResult {
  const own = examples.filter((example) => example.verdict === verdict).slice(0, MAX_SHOWN);
  const [name, tone, title] = verdictLook(verdict);
  return html`<section class="verdict" aria-label=${title}>
    <h3>${icon(name, tone)} ${title} <span class="quiet">${own.length}</span></h3>
    ${
      verdict !== 'ask' || own.length === 0
        ? nothing
        : html`<p class="quiet hint">
            ${
              whenAsked === 'skip'
                ? l10n.t('Nobody is there to answer: these are skipped and listed in the report.')
                : l10n.t('These wait for your answer.')
            }
          </p>`
    }
    ${
      own.length === 0
        ? html`<p class="quiet">${l10n.t('None of the examples.')}</p>`
        : html`<ul class="plain">
            ${own.map((example) => html`<li>${exampleView(example, actions)}</li>`)}
          </ul>`
    }
  </section>`;
}

const exampleView = ({ kind, action, clause, line }: AwayExample, actions: AwayActions): TemplateResult =>
  html`<span class="action"
      >${icon(kind === 'command' ? 'terminal' : 'edit', 'quiet')}<span class="spoken"
        >${kind === 'command' ? l10n.t('Command:') : l10n.t('Change of:')}</span
      ><code>${action}</code></span
    ><span class="clause"
      >${
        line === null
          ? html`<span class="quiet">${citation(clause)}</span>`
          : html`<button class="link" @click=${() => actions.post({ type: 'reveal', line })}>
              ${citation(clause)}, ${l10n.t('line {0}', line)}
            </button>`
      }</span
    >`;

/** Without the names of the policy and the document, which are those of this page. */
const citation = (clause: string): string =>
  clause.replace(/^away: /, '').replace(/ \(AWAY_DEVELOPMENT_PLAN\.md:\d+\)$/, '');

function tryView(model: AwayModel, actions: AwayActions): TemplateResult {
  const { memory, tried, trying } = model;
  const { kind, action } = memory.trying;
  const choice = (value: AwayExample['kind'], label: string): TemplateResult =>
    html`<label class="choice">
      <input
        type="radio"
        name="try-kind"
        .checked=${kind === value}
        @change=${() => actions.setTrying({ kind: value, action })}
      />
      ${label}
    </label>`;
  return html`<div class="try">
    <label for="try">${l10n.t('Try a command or a path')}</label>
    <div class="radios" role="radiogroup" aria-label=${l10n.t('What is tried')}>
      ${choice('command', l10n.t('Run a command'))} ${choice('edit', l10n.t('Change a file'))}
    </div>
    <div class="try-line">
      <input
        id="try"
        class="code"
        type="text"
        maxlength="32768"
        spellcheck="false"
        autocomplete="off"
        placeholder=${kind === 'command' ? 'npm install left-pad' : 'src/index.ts'}
        ${ref((element) => fill(element, action))}
        @input=${(event: Event) => actions.setTrying({ kind, action: textOf(event) })}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && !event.isComposing) actions.tryOut();
        }}
      />
      <vscode-button
        appearance="secondary"
        ?disabled=${model.state?.server.state !== 'ready'}
        @click=${() => actions.tryOut()}
        >${l10n.t('Try')}</vscode-button
      >
    </div>
    <div role="status" class="tried">
      ${trying ? html`<p class="quiet">${l10n.t('Asking…')}</p>` : tried === null ? nothing : triedView(tried, actions)}
    </div>
  </div>`;
}

function triedView({ example, problem }: NonNullable<AwayModel['tried']>, actions: AwayActions): TemplateResult {
  if (example === null) return html`<p>${icon('error', 'bad')} ${problem}</p>`;
  const [name, tone, title] = verdictLook(example.verdict);
  return html`<p class="answer">${icon(name, tone)} <strong>${title}</strong> ${exampleView(example, actions)}</p>`;
}
