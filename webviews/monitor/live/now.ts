import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { LivenessState } from '#schemas/run/liveness.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { icon } from '../../kit/index.ts';
import { ageWords, spanWords } from '../../kit/language.ts';
import type { Scene } from '../model.ts';
import type { Look } from '../tones.ts';
import { goToWorkstream } from './places.ts';

/** Who is at work at this moment, and who only seems to be. */
export function nowView(run: RunView, scene: Scene) {
  if (run.agents.length === 0) return nothing;
  return html`<section class="now" aria-labelledby="now">
    <h2 id="now">${l10n.t('At work now')}</h2>
    <ul class="rows">
      ${run.agents.map((agent) => agentView(run, agent, scene))}
    </ul>
  </section>`;
}

function agentView(run: RunView, agent: AgentView, { model, actions, live }: Scene): TemplateResult {
  const { workstream, phase, startedAt, lastEvent, lastEventAt, machine, liveness } = agent;
  const look = looks(liveness.state);
  const facts = [
    l10n.t('phase {0}', phase),
    look.words,
    spanWords(startedAt, null, model.now),
    ...(machine === null ? [] : [l10n.t('on {0}', machine)]),
  ];
  const moving = live && liveness.state === 'working' && run.status === 'running';
  return html`<li>
    <span class=${moving ? 'pulse' : ''}>${icon(look.icon, look.tone)}</span>
    <div>
      <p>
        <button class="link" @click=${() => goToWorkstream(run.id, phase, workstream, actions)}>
          ${workstream.replace(/^@/, '')}
        </button>
        <span class="quiet">${facts.join(' · ')}</span>
      </p>
      <p class="activity">
        <span class="quiet">${ageWords(lastEventAt, model.now)}</span>
        <span class="last-event">${lastEvent || l10n.t('started')}</span>
      </p>
    </div>
  </li>`;
}

function looks(state: LivenessState): Look {
  switch (state) {
    case 'working':
      return { icon: 'play-circle', tone: 'active', words: l10n.t('working') };
    case 'waiting':
      return { icon: 'bell-dot', tone: 'attention', words: l10n.t('waits for you') };
    case 'silent':
      return { icon: 'watch', tone: 'attention', words: l10n.t('silent: nothing was seen of it for a while') };
    case 'gone':
      return { icon: 'debug-disconnect', tone: 'bad', words: l10n.t('gone: its process is not there any more') };
    case 'unknown':
      return { icon: 'question', tone: 'quiet', words: l10n.t('nothing shows whether it works') };
  }
}
