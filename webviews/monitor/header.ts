import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { runChoices } from '#schemas/run/choices.ts';
import { phaseWaits } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import { icon } from '../kit/index.ts';
import { amountWords, durationWords, numberWords, spanWords } from '../kit/language.ts';
import { about, choiceButtons, openFieldView, type Choice } from './forms.ts';
import type { Scene } from './model.ts';
import { lookOf } from './tones.ts';

export function headerView(run: RunView, scene: Scene): TemplateResult {
  const { live, steerable, actions, model } = scene;
  const look = lookOf(run.status);
  const key = about.run(run.id);
  const choices = choicesOf(run, scene);
  const name = run.prd.replace(/^.*\//, '').replace(/\.md$/, '');
  return html`<header>
    <div class="section-head">
      <h1>${name}</h1>
      <span class="status"
        >${icon(look.icon, look.tone)} ${live ? look.words : l10n.t('last known: {0}', look.words)}</span
      >
      <div class="actions">
        ${steerable ? choiceButtons(key, choices, scene) : nothing}
        <vscode-button
          appearance="secondary"
          @click=${() => actions.post({ type: 'open-file', run: run.id, path: run.prd })}
          >${l10n.t('Open Plan')}</vscode-button
        >
      </div>
    </div>
    ${steerable ? openFieldView(key, choices, scene) : nothing}
    <dl class="facts">
      ${fact(l10n.t('Project'), run.project.name)} ${fact(l10n.t('Branch'), run.branch ?? l10n.t('none yet'))}
      ${fact(l10n.t('Runtime'), run.runtime)}
      ${fact(run.endedAt === null ? l10n.t('Elapsed') : l10n.t('Took'), spanWords(run.startedAt, run.endedAt, model.now))}
      ${fact(l10n.t('Phases'), phasesWords(run))}
    </dl>
    <ol class="progress" aria-hidden="true">
      ${run.phases.map((phase) => {
        const { status } = phase;
        const pulse = live && status === 'in-progress' && run.status === 'running' ? 'pulse' : '';
        return html`<li class="segment-${phaseWaits(run, phase) ? 'waiting' : status} ${pulse}"></li>`;
      })}
    </ol>
    ${usageView(run)}
  </header>`;
}

function phasesWords({ phases }: RunView): string {
  const completed = phases.filter(({ status }) => status === 'completed').length;
  const deferred = phases.filter(({ status }) => status === 'deferred').length;
  return deferred === 0
    ? l10n.t('{0} of {1} completed', completed, phases.length)
    : l10n.t('{0} of {1} completed, {2} deferred', completed, phases.length, deferred);
}

const fact = (term: string, value: string | TemplateResult): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;

/** What the agents used, and how much of the session is counted as spent. */
function usageView({ usage, session }: RunView): TemplateResult {
  const percent = Math.min(100, Math.max(0, Math.round(session.usedPercent)));
  const label = l10n.t('Used of the session');
  const spent = html`<progress max="100" value=${percent} aria-label=${label}></progress>
    ${l10n.t('{0} % used', percent)}`;
  return html`<dl class="facts usage">
    ${fact(l10n.t('Session {0}', session.number), spent)}
    ${fact(l10n.t('Tokens'), numberWords(Math.round(usage.tokens)))}
    ${fact(l10n.t('Cost'), l10n.t('{0} USD', amountWords(usage.costUsd)))}
    ${fact(l10n.t('Agent sessions'), numberWords(usage.sessions))}
    ${fact(l10n.t('Time at work'), durationWords(usage.activeMs))}
    ${session.teamFailed ? fact(l10n.t('Teams'), l10n.t('off for the rest of the run: one failed')) : nothing}
  </dl>`;
}

function choicesOf(run: RunView, { actions }: Scene): readonly Choice[] {
  const key = about.run(run.id);
  return runChoices(run).flatMap((verb): readonly Choice[] => {
    const plain = { id: verb, needs: null };
    switch (verb) {
      case 'pause':
        return [
          { ...plain, label: l10n.t('Pause'), send: () => actions.decide(key, verb, { type: 'pause', run: run.id }) },
        ];
      case 'stop':
        return [
          { ...plain, label: l10n.t('Stop'), send: () => actions.decide(key, verb, { type: 'stop', run: run.id }) },
        ];
      case 'resume': {
        const resume = (runtime: string | null): void => {
          actions.write(key, null);
          actions.decide(key, verb, { type: 'resume', run: run.id, runtime });
        };
        const other = {
          id: 'resume-with',
          label: l10n.t('Resume with another runtime…'),
          needs: 'runtime',
          send: resume,
        } as const;
        return [{ ...plain, label: l10n.t('Resume'), send: () => resume(null) }, other];
      }
    }
  });
}
