import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { AwayCap, AwayState, AwayView } from '#schemas/protocol/away.ts';
import type { AwayPageState } from '#schemas/webview/away.ts';
import { icon } from '../kit/index.ts';
import { ageWords, amountWords, durationWords, language, numberWords } from '../kit/language.ts';
import { lineLink } from './field.ts';
import type { AwayActions, AwayModel } from './model.ts';

/** What the plan is now, how much of it is used, and the one step that comes next. */
export function headerView(state: AwayPageState, model: AwayModel, actions: AwayActions): TemplateResult {
  const { away, form, document } = state;
  const [name, tone, words] = look(away?.state ?? 'draft');
  return html`<header>
    <div class="section-head">
      <h1>${l10n.t('Away plan of {0}', form?.name ?? document.project)}</h1>
      ${away === null ? nothing : html`<span class="status">${icon(name, tone)} ${words}</span>`}
      <div class="actions">${buttonsOf(state, actions)}</div>
    </div>
    <p class="spoken" role="status">
      ${away === null ? '' : words}. ${document.dirty ? l10n.t('The document has changes that are not saved.') : ''}
    </p>
    ${state.problem === null ? nothing : notice('warning', 'attention', html`<p>${state.problem}</p>`)}
    ${away === null ? nothing : factsOf(away, model.now)} ${away === null ? nothing : endOf(away)}
    ${away === null ? nothing : blockersOf(away, actions)}
  </header>`;
}

export const notice = (name: string, tone: string, content: TemplateResult): TemplateResult =>
  html`<div class="notice edge-${tone}">
    ${icon(name, tone)}
    <div>${content}</div>
  </div>`;

function look(state: AwayState): readonly [string, string, string] {
  switch (state) {
    case 'none':
      return ['circle-outline', 'quiet', l10n.t('No plan')];
    case 'draft':
      return ['edit', 'quiet', l10n.t('Draft')];
    case 'ready':
      return ['pass', 'good', l10n.t('Can be armed')];
    case 'armed':
      return ['shield', 'active', l10n.t('Armed')];
    case 'expired':
      return ['watch', 'attention', l10n.t('Expired')];
    case 'stopped':
      return ['debug-stop', 'attention', l10n.t('Stopped')];
  }
}

function buttonsOf({ away, document, trusted, server }: AwayPageState, { post }: AwayActions): TemplateResult {
  const able = trusted && server.state === 'ready';
  const armed = away?.state === 'armed';
  const ended = away?.state === 'expired' || away?.state === 'stopped';
  return html`
    ${
      document.dirty
        ? html`<vscode-button @click=${() => post({ type: 'save' })}>${l10n.t('Save')}</vscode-button>`
        : nothing
    }
    ${
      away?.state === 'ready' && !document.dirty
        ? html`<vscode-button ?disabled=${!able} @click=${() => post({ type: 'arm' })}
            >${l10n.t('Arm…')}</vscode-button
          >`
        : nothing
    }
    ${
      armed || ended
        ? html`<vscode-button ?disabled=${!able} @click=${() => post({ type: 'disarm' })}>
            ${armed ? l10n.t('Disarm') : l10n.t('I Am Back')}
          </vscode-button>`
        : nothing
    }
    ${
      armed
        ? html`<vscode-button appearance="secondary" ?disabled=${!able} @click=${() => post({ type: 'present' })}
            >${l10n.t('I Am Still Watching')}</vscode-button
          >`
        : nothing
    }
    <vscode-button appearance="secondary" @click=${() => post({ type: 'reveal', line: null })}
      >${l10n.t('Open Document')}</vscode-button
    >
  `;
}

function factsOf({ expires, caps, deadMan, armed, state }: AwayView, now: number): TemplateResult {
  const { minutes, costUsd, tokens, failures } = caps;
  const isArmed = state === 'armed';
  return html`<dl class="facts">
    ${
      expires === null
        ? nothing
        : fact(
            l10n.t('Ends'),
            html`${timeWords(expires)}${expires > now ? html`<span class="quiet"> · ${leftWords(expires - now)}</span>` : nothing}`,
          )
    }
    ${isArmed && armed ? fact(l10n.t('Armed by'), `${armed.by}, ${ageWords(armed.at, now)}`) : nothing}
    ${capFact(l10n.t('Time'), minutes, (value) => durationWords(Math.max(1, Math.round(value * 60)) * 1000))}
    ${capFact(l10n.t('Cost'), costUsd, (value) => l10n.t('{0} USD', amountWords(value)))}
    ${capFact(l10n.t('Tokens'), tokens, (value) => numberWords(Math.round(value)))}
    ${capFact(l10n.t('Failures in a row'), failures, String)}
    ${fact(
      l10n.t('Without a sign of life'),
      deadMan.endsAt === null
        ? l10n.t('ends after {0}', durationWords(deadMan.limitMinutes * 60_000))
        : l10n.t('ends {0}', timeWords(deadMan.endsAt)),
    )}
  </dl>`;
}

function capFact(term: string, { used, limit }: AwayCap, words: (value: number) => string): TemplateResult {
  if (limit === null) return fact(term, used > 0 ? l10n.t('{0}, no limit', words(used)) : l10n.t('no limit'));
  const near = used >= limit * 0.8;
  return fact(
    term,
    html`<progress max=${limit} value=${Math.min(used, limit)} aria-label=${term}></progress>
      ${near ? icon('warning', 'attention') : nothing} ${l10n.t('{0} of {1}', words(used), words(limit))}`,
  );
}

const fact = (term: string, value: string | TemplateResult): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;

const leftWords = (milliseconds: number): string =>
  l10n.t('{0} left', durationWords(Math.max(60_000, Math.round(milliseconds / 60_000) * 60_000)));

export const timeWords = (at: number): string =>
  new Date(at).toLocaleString(language(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

/** Why it ended without a person, until they have taken note. */
function endOf({ armed, state }: AwayView): TemplateResult | typeof nothing {
  const ended = armed?.ended ?? null;
  if (ended === null || (state !== 'expired' && state !== 'stopped')) return nothing;
  return notice(
    'info',
    'attention',
    html`<h2>${l10n.t('It ended {0}', timeWords(ended.at))}</h2>
      <p>${ended.why}</p>`,
  );
}

const MAX_BLOCKERS = 10;

function blockersOf({ state, blockers }: AwayView, actions: AwayActions): TemplateResult | typeof nothing {
  if (state !== 'draft' || blockers.length === 0) return nothing;
  return notice(
    'checklist',
    'attention',
    html`<h2>${l10n.t('Before it can be armed')}</h2>
      <ul class="plain">
        ${blockers
          .slice(0, MAX_BLOCKERS)
          .map(
            ({ rule, message, line }) =>
              html`<li>
                ${message} ${rule === null ? nothing : html`<span class="quiet">${rule}</span>`}
                ${line === null ? nothing : lineLink(line, actions)}
              </li>`,
          )}
        ${
          blockers.length > MAX_BLOCKERS
            ? html`<li class="quiet">${l10n.t('… and {0} more', blockers.length - MAX_BLOCKERS)}</li>`
            : nothing
        }
      </ul>`,
  );
}
