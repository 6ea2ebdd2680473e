import { html, nothing, type TemplateResult } from 'lit/html.js';
import { runChoices } from '#schemas/run/choices.ts';
import { phaseWaits } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import { durationWords, spanWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import { about, choiceButtons, openFieldView, type Choice } from './forms.ts';
import type { Scene } from './model.ts';
import { lookOf } from './tones.ts';

export function headerView(run: RunView, scene: Scene): TemplateResult {
  const { live, steerable, actions, model } = scene;
  const look = lookOf(run.status);
  const key = about.run(run.id);
  const choices = choicesOf(run, scene);
  const completed = run.phases.filter(({ status }) => status === 'completed').length;
  const deferred = run.phases.filter(({ status }) => status === 'deferred').length;
  const phases = `${completed} of ${run.phases.length} completed${deferred === 0 ? '' : `, ${deferred} deferred`}`;
  const name = run.prd.replace(/^.*\//, '').replace(/\.md$/, '');
  return html`<header>
    <div class="section-head">
      <h1>${name}</h1>
      <span class="status">${icon(look.icon, look.tone)} ${live ? look.words : `last known: ${look.words}`}</span>
      <div class="actions">
        ${steerable ? choiceButtons(key, choices, scene) : nothing}
        <vscode-button
          appearance="secondary"
          @click=${() => actions.post({ type: 'open-file', run: run.id, path: run.prd })}
          >Open Plan</vscode-button
        >
      </div>
    </div>
    ${steerable ? openFieldView(key, choices, scene) : nothing}
    <dl class="facts">
      ${fact('Project', run.project.name)} ${fact('Branch', run.branch ?? 'none yet')} ${fact('Runtime', run.runtime)}
      ${fact(run.endedAt === null ? 'Elapsed' : 'Took', spanWords(run.startedAt, run.endedAt, model.now))}
      ${fact('Phases', phases)}
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

const fact = (term: string, value: string | TemplateResult): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;

/** What the agents used, and how much of the session is counted as spent. */
function usageView({ usage, session }: RunView): TemplateResult {
  const percent = Math.min(100, Math.max(0, Math.round(session.usedPercent)));
  const spent = html`<progress max="100" value=${percent} aria-label="Used of the session"></progress> ${percent} %`;
  return html`<dl class="facts usage">
    ${fact(`Session ${session.number}`, html`${spent}<span class="quiet"> used</span>`)}
    ${fact('Tokens', Math.round(usage.tokens).toLocaleString('en'))} ${fact('Cost', `${usage.costUsd.toFixed(2)} USD`)}
    ${fact('Agent sessions', String(usage.sessions))} ${fact('Time at work', durationWords(usage.activeMs))}
    ${session.teamFailed ? fact('Teams', 'off for the rest of the run: one failed') : nothing}
  </dl>`;
}

function choicesOf(run: RunView, { actions }: Scene): readonly Choice[] {
  const key = about.run(run.id);
  return runChoices(run).flatMap((verb): readonly Choice[] => {
    const plain = { id: verb, needs: null };
    switch (verb) {
      case 'pause':
        return [{ ...plain, label: 'Pause', send: () => actions.decide(key, verb, { type: 'pause', run: run.id }) }];
      case 'stop':
        return [{ ...plain, label: 'Stop', send: () => actions.decide(key, verb, { type: 'stop', run: run.id }) }];
      case 'resume': {
        const resume = (runtime: string | null): void => {
          actions.write(key, null);
          actions.decide(key, verb, { type: 'resume', run: run.id, runtime });
        };
        const other = {
          id: 'resume-with',
          label: 'Resume with another runtime…',
          needs: 'runtime',
          send: resume,
        } as const;
        return [{ ...plain, label: 'Resume', send: () => resume(null) }, other];
      }
    }
  });
}
