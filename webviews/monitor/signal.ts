import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { DISMISS, openSignals, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { icon } from '../kit/index.ts';
import { ageWords } from '../kit/language.ts';
import { aboutWords } from './about-words.ts';
import { about, choicesView } from './forms.ts';
import { longText } from './long-text.ts';
import type { Scene } from './model.ts';
import type { Look } from './tones.ts';

/** Everything that the run asks or tells, what holds work back first. */
export function signalsView(run: RunView, scene: Scene) {
  const signals = openSignals([run]).map(({ signal }) => signal);
  const asked = signals.filter(wantsAnswer);
  const told = signals.filter((signal) => !wantsAnswer(signal));
  return html`
    ${
      asked.length === 0
        ? nothing
        : html`<section class="signals" aria-labelledby="needs-you">
            <h2 id="needs-you">${l10n.t('Needs you')}</h2>
            ${asked.map((signal) => signalView(run, signal, scene))}
          </section>`
    }
    ${
      told.length === 0
        ? nothing
        : html`<section class="news" aria-label=${l10n.t('For your information')}>
            <ul>
              ${told.map((signal) => newsView(run, signal, scene))}
            </ul>
          </section>`
    }
  `;
}

function lookOfSignal({ kind, severity }: Signal): Look {
  const tone = severity === 'critical' ? 'bad' : 'attention';
  switch (kind) {
    case 'question':
      return { icon: 'comment-discussion', tone, words: l10n.t('Question') };
    case 'blocker':
      return { icon: 'circle-slash', tone, words: l10n.t('Blocker') };
    case 'alert':
      return { icon: 'warning', tone, words: l10n.t('Alert') };
    case 'fyi':
      return { icon: 'info', tone, words: l10n.t('For your information') };
  }
}

function severityWords(severity: Exclude<Signal['severity'], 'normal'>): string {
  switch (severity) {
    case 'critical':
      return l10n.t('critical');
    case 'high':
      return l10n.t('high');
  }
}

/** What waits for a decision. No answer is the preselected one: a person decides by naming it. */
function signalView(run: RunView, signal: Signal, scene: Scene): TemplateResult {
  const { id, severity, text, detail, options, askedAt } = signal;
  const look = lookOfSignal(signal);
  const words = severity === 'normal' ? look.words : `${look.words}, ${severityWords(severity)}`;
  const heading = `signal-${id}`;
  const open = (): void => scene.actions.post({ type: 'open-signal', run: run.id, signal: id });
  return html`<article class="notice edge-${look.tone}" aria-labelledby=${heading}>
    ${icon(look.icon, look.tone)}
    <div>
      <h3 id=${heading}>${aboutWords(signal)}</h3>
      <p class="quiet">${words} · ${l10n.t('asked {0}', ageWords(askedAt, scene.model.now))}</p>
      <p class="reason">${longText(text, open)}</p>
      ${
        detail === null || detail === ''
          ? nothing
          : html`<details class="detail">
              <summary>${l10n.t('Details')}</summary>
              <pre tabindex="0" role="region" aria-label=${l10n.t('Details of {0}', aboutWords(signal))}>
${longText(detail, open)}</pre>
            </details>`
      }
      ${
        scene.steerable && options.length > 0
          ? choicesView(
              about.signal(run.id, id),
              options.map((option) => ({ ...option, send: (given) => answer(run.id, id, option.id, given, scene) })),
              scene,
            )
          : nothing
      }
    </div>
  </article>`;
}

function newsView(run: RunView, { id, text, detail, askedAt }: Signal, scene: Scene): TemplateResult {
  const open = (): void => scene.actions.post({ type: 'open-signal', run: run.id, signal: id });
  return html`<li>
    ${icon('info', 'quiet')}
    <div>
      <p class="reason">${longText(text, open)} <span class="quiet">${ageWords(askedAt, scene.model.now)}</span></p>
      ${detail === null || detail === '' ? nothing : html`<p class="quiet reason">${longText(detail, open)}</p>`}
    </div>
    ${
      scene.steerable
        ? html`<button class="link" @click=${() => answer(run.id, id, DISMISS, null, scene)}>
            ${l10n.t('Dismiss')}<span class="spoken">: ${text.slice(0, 200)}</span>
          </button>`
        : nothing
    }
  </li>`;
}

function answer(run: string, signal: string, option: string, text: string | null, { actions }: Scene): void {
  actions.decide(about.signal(run, signal), option, { type: 'answer', run, signal, option, text });
}
