import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import type { PromptAnalyticsResult, PromptVersion, Share } from '#schemas/protocol/analytics.ts';
import { numberWords } from '../../kit/language.ts';
import { ask, type InsightsScene } from './scene.ts';
import { shareNotes, shareWords, versionWords } from './words.ts';

type PromptRow = PromptAnalyticsResult['prompts'][number];

/** Whether one of two versions did better, as far as that can be said. */
export function comparisonView({ name, versions, comparison }: PromptRow): TemplateResult | typeof nothing {
  const one = versions.find(({ version }) => version === comparison?.one);
  const other = versions.find(({ version }) => version === comparison?.other);
  if (comparison === null || !one || !other) return nothing;
  const { low, high, verdict } = comparison;
  const better = verdict === 'other' ? other : one;
  const range = l10n.t(
    'The difference in success lies between {0} and {1} percentage points.',
    points(low),
    points(high),
  );
  const sentence =
    verdict === 'unclear'
      ? l10n.t(
          'Too few sessions to tell whether {0} or {1} does better.',
          versionWords(one.version),
          versionWords(other.version),
        )
      : l10n.t('{0} did better.', versionWords(better.version));
  const judged = l10n.t(
    '{0} of {1} and {2} of {3} sessions succeeded.',
    one.success.hits,
    one.success.of,
    other.success.hits,
    other.success.of,
  );
  return html`<div class="comparison" role="group" aria-label=${l10n.t('Comparison of versions of {0}', name)}>
    <p><strong>${sentence}</strong> ${judged} ${range}</p>
    <ul class="intervals">
      ${[one, other].map(
        ({ version, success }) =>
          html`<li>
            <span>${versionWords(version)}</span>${intervalView(success)}<span>${shareWords(success)}</span>
            ${shareNotes(success).map((note) => html`<span class="quiet">${note}</span>`)}
          </li>`,
      )}
    </ul>
    ${
      verdict === 'unclear'
        ? nothing
        : html`<p class="quiet">
            ${l10n.t(
              'Nobody drew lots for who was told which version: they came one after the other or from different projects, so the difference may have other reasons.',
            )}
          </p>`
    }
  </div>`;
}

/** With its sign. */
const points = (difference: number): string => numberWords(Math.round(difference * 100), { signDisplay: 'exceptZero' });

/** From 0 to 100 %: where the share lies, and where it may truly lie. */
function intervalView({ hits, of, low, high }: Share): TemplateResult {
  const at = of === 0 ? 0 : hits / of;
  const x = (value: number): string => (2 + value * 196).toFixed(1);
  return html`<svg class="interval" width="200" height="14" viewBox="0 0 200 14" aria-hidden="true">
    ${svg`<line class="whole" x1="2" x2="198" y1="7" y2="7" />
      <line class="range" x1=${x(low)} x2=${x(high)} y1="7" y2="7" />
      <circle cx=${x(at)} cy="7" r="4" />`}
  </svg>`;
}

/** Any two versions whose wording is kept, side by side in VS Code's own editor. */
export function compareView({ name, versions }: PromptRow, scene: InsightsScene): TemplateResult | typeof nothing {
  const kept = versions.filter((version) => version.kept);
  const [newest, next] = kept;
  if (!newest || !next) return nothing;
  const chosen = scene.memory.chosen[name];
  const has = (version: string | undefined): version is string => kept.some((one) => one.version === version);
  const one = has(chosen?.one) ? chosen.one : next.version;
  const other = has(chosen?.other) ? chosen.other : newest.version;
  const choose = (change: { one?: string; other?: string }): void =>
    scene.remember({ ...scene.memory, chosen: { ...scene.memory.chosen, [name]: { one, other, ...change } } });
  return html`<div class="compare">
    ${versionPicker(`compare-one-${name}`, l10n.t('Compare'), one, kept, (version) => choose({ one: version }))}
    ${versionPicker(`compare-other-${name}`, l10n.t('with'), other, kept, (version) => choose({ other: version }))}
    <vscode-button
      appearance="secondary"
      aria-label=${l10n.t('Show Differences: {0}', name)}
      ?disabled=${one === other}
      @click=${() => ask(scene, { verb: 'compare-prompts', prompt: name, one, other })}
      >${l10n.t('Show Differences')}</vscode-button
    >
  </div>`;
}

function versionPicker(
  id: string,
  label: string,
  value: string,
  versions: readonly PromptVersion[],
  onChange: (version: string) => void,
): TemplateResult {
  return html`<div class="picker">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      @change=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLSelectElement) onChange(currentTarget.value);
      }}
    >
      ${versions.map(({ version }) => html`<option value=${version} .selected=${version === value}>${versionWords(version)}</option>`)}
    </select>
  </div>`;
}
