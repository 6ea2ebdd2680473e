import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import type { SteerVerb } from '#schemas/run/steering.ts';
import { icon } from '../kit/index.ts';
import { choicesView, type Choice } from './forms.ts';
import type { Scene } from './model.ts';

export interface Place {
  /** Key of its field. */
  readonly key: string;
  readonly run: string;
  readonly phase: string;
  readonly workstream: string | null;
  /** For a screen reader: `phase 2`, `api`. */
  readonly name: string;
  readonly verbs: readonly SteerVerb[];
  /** What can be looked at. */
  readonly opens: readonly { readonly label: string; open(): void }[];
}

function verbWords(verb: SteerVerb): string {
  switch (verb) {
    case 'pause':
      return l10n.t('Pause');
    case 'resume':
      return l10n.t('Resume');
    case 'stop':
      return l10n.t('Stop');
    case 'retry':
      return l10n.t('Retry');
    case 'skip':
      return l10n.t('Skip…');
    case 'defer':
      return l10n.t('Defer…');
    case 'review':
      return l10n.t('Send comments…');
  }
}

/** Folded away: what it unfolds is seldom needed, and never by accident. */
export function steeringToggle(place: Place, scene: Scene) {
  if (!hasActions(place, scene)) return nothing;
  const open = isSteering(place, scene);
  return html`<button
    class="link steer"
    aria-expanded=${String(open)}
    aria-label=${l10n.t('Actions of {0}', place.name)}
    @click=${() => {
      if (open) scene.actions.write(place.key, null);
      scene.actions.unfold(foldKey(place), !open);
    }}
  >
    ${icon(open ? 'chevron-down' : 'ellipsis')} ${l10n.t('Actions')}
  </button>`;
}

const hasActions = ({ verbs, opens }: Place, { steerable }: Scene): boolean =>
  opens.length > 0 || (steerable && verbs.length > 0);

const foldKey = ({ key }: Pick<Place, 'key'>): string => `steer:${key}`;

export const isSteering = (place: Pick<Place, 'key'>, { model }: Scene): boolean =>
  model.unfolded[foldKey(place)] === true || model.forms[place.key] !== undefined;

/** What a person can decide about a phase or workstream now, and what there is to look at. */
export function steeringView(place: Place, scene: Scene) {
  if (!hasActions(place, scene)) return nothing;
  const choices = scene.steerable ? steeringChoices(place, scene) : [];
  return html`<div class="steering" role="group" aria-label=${l10n.t('Actions of {0}', place.name)}>
    ${choices.length === 0 ? nothing : choicesView(place.key, choices, scene)} ${opensView(place)}
  </div>`;
}

type Steered = Pick<Place, 'key' | 'run' | 'phase' | 'workstream' | 'verbs'>;

export function steeringChoices(place: Steered, scene: Scene): readonly Choice[] {
  return place.verbs.flatMap((verb): readonly Choice[] => {
    const needs = verb === 'review' ? 'guidance' : verb === 'skip' || verb === 'defer' ? 'reason' : null;
    const decide = (text: string | null): void => send(place, verb, text, null, scene);
    const plain: Choice = { id: verb, label: verbWords(verb), needs, send: decide };
    if (verb !== 'retry') return [plain];
    const other: Choice = {
      id: 'retry-with',
      label: l10n.t('Retry with another runtime…'),
      needs: 'runtime',
      send: (runtime) => {
        scene.actions.write(place.key, null);
        send(place, 'retry', null, runtime, scene);
      },
    };
    return [plain, other];
  });
}

function opensView({ opens }: Place) {
  if (opens.length === 0) return nothing;
  return html`<div class="opens">
    ${opens.map(({ label, open }) => html`<button class="link" @click=${open}>${label}</button>`)}
  </div>`;
}

function send(place: Steered, verb: SteerVerb, text: string | null, runtime: string | null, { actions }: Scene): void {
  const { run, phase, workstream } = place;
  actions.decide(place.key, verb, { type: 'steer', run, phase, workstream, verb, text, runtime });
}
