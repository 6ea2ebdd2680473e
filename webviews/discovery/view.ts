import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { questionWords } from '#schemas/discovery-words.ts';
import type { ProfileChoice } from '#schemas/discovery.ts';
import { icon } from '../kit/index.ts';
import { missingOf, openProposals, type DiscoveryActions, type DiscoveryModel } from './model.ts';
import { nameView, questionView } from './question.ts';

export function discoveryView(model: DiscoveryModel, actions: DiscoveryActions): TemplateResult {
  return html`<header>
      <h1>${l10n.t('New Plan')}</h1>
      <p class="quiet">
        ${l10n.t('Seven short questions, and a plan for {0} is written: a PRD with its phases, every word of which you can change afterwards.', model.project)}
      </p>
    </header>
    ${model.proposals === null ? waitingView(model) : questionsView(model, actions)}`;
}

function waitingView({ refusal }: DiscoveryModel): TemplateResult {
  return refusal === null
    ? html`<p class="quiet" role="status">${l10n.t('Looking at the project…')}</p>`
    : html`<p class="problem" role="alert">${icon('error', 'bad')} ${refusal}</p>`;
}

function questionsView(model: DiscoveryModel, actions: DiscoveryActions): TemplateResult {
  const { proposals, draft, tried } = model;
  const missing = missingOf(model);
  const open = openProposals(model);
  return html`${
      open.length < 2
        ? nothing
        : html`<div class="all">
            <p>${icon('lightbulb', 'attention')} ${l10n.t('{0} answers are suggested below.', open.length)}</p>
            <vscode-button appearance="secondary" @click=${() => actions.useAll()}
              >${l10n.t('Use all suggestions')}</vscode-button
            >
          </div>`
    }
    <ol class="questions">
      ${(proposals?.questions ?? []).map((question) =>
        questionView(
          question,
          { value: draft.answers[question.id] ?? '', missing: tried && missing.includes(question) },
          actions,
        ),
      )}
    </ol>
    ${planView(model, actions)} ${filesView(model)} ${endView(model, actions)}`;
}

const profiles = (): readonly (readonly [ProfileChoice, string, string])[] => [
  [
    'intent',
    l10n.t('Intent'),
    l10n.t('Argues for a change: problem, hypothesis, metrics, non-goals. How it is built is left open.'),
  ],
  ['classic', l10n.t('Classic'), l10n.t('Describes a product: scope, user stories, features, technology, risks.')],
];

const planView = (model: DiscoveryModel, actions: DiscoveryActions): TemplateResult =>
  html`<section aria-labelledby="plan">
    <h2 id="plan">${l10n.t('The plan')}</h2>
    <div class="name">${nameView(model, actions)}</div>
    <fieldset>
      <legend>${l10n.t('Shape')}</legend>
      ${profiles().map(
        ([value, label, words]) =>
          html`<label class="choice">
            <input
              type="radio"
              name="profile"
              value=${value}
              .checked=${model.draft.profile === value}
              @change=${() => actions.profile(value)}
            />
            <span><span class="choice-name">${label}</span> <span class="quiet">${words}</span></span>
          </label>`,
      )}
    </fieldset>
  </section>`;

function filesView({ proposals }: DiscoveryModel): TemplateResult {
  const { files = [], kept = [] } = proposals ?? {};
  return html`<section aria-labelledby="files">
    <h2 id="files">${l10n.t('What will be written')}</h2>
    <ul class="files">
      ${files.map(
        ({ path, why }) =>
          html`<li>${icon('new-file', 'good')}<code>${path}</code><span class="quiet">${why}</span></li>`,
      )}
      ${kept.map(
        (path) =>
          html`<li>
            ${icon('lock', 'quiet')}<code class="quiet">${path}</code
            ><span class="quiet">${l10n.t('is there already, and stays as it is')}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function endView(model: DiscoveryModel, { write }: DiscoveryActions): TemplateResult {
  const { busy, refusal, proposals, tried } = model;
  const missing = missingOf(model);
  const problem =
    refusal ??
    (tried && missing.length > 0
      ? l10n.t('Still to be answered: {0}', missing.map(({ id }) => `“${questionWords(id).title}”`).join(', '))
      : (proposals?.problem ?? null));
  return html`<footer>
    <div role="status">
      ${problem === null ? nothing : html`<p class="problem">${icon('error', 'bad')} ${problem}</p>`}
    </div>
    <div class="actions">
      <vscode-button ?disabled=${busy} @click=${() => write(false)}>${l10n.t('Write plan')}</vscode-button>
      <vscode-button ?disabled=${busy} appearance="secondary" @click=${() => write(true)}
        >${l10n.t('Write plan and run…')}</vscode-button
      >
    </div>
  </footer>`;
}
