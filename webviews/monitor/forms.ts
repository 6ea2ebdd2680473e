import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { phaseChoices, runChoices, workstreamChoices } from '#schemas/run/choices.ts';
import { workersOf } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorForm, MonitorState } from '#schemas/webview/monitor.ts';
import { field } from '../kit/index.ts';
import type { Scene } from './model.ts';

/** One answer or decision that a person can choose. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  /** What has to be written with it; null where the choice says it all. */
  readonly needs: 'reason' | 'guidance' | 'runtime' | null;
  send(text: string | null): void;
}

/** Keys of what a field can be about. */
export const about = {
  run: (run: string): string => `${run}|run`,
  signal: (run: string, signal: string): string => `${run}|signal|${signal}`,
  phase: (run: string, phase: string): string => `${run}|phase|${phase}`,
  workstream: (run: string, phase: string, name: string): string => `${run}|phase|${phase}|${name}`,
  task: (task: string): string => `task|${task}`,
};

/**
 * A row of buttons. One that needs words opens a field instead of deciding; nothing is ever preselected, and Enter in the
 * field is a new line.
 */
export function choicesView(key: string, choices: readonly Choice[], scene: Scene): TemplateResult {
  return html`<div class="actions">${choiceButtons(key, choices, scene)}</div>
    ${openFieldView(key, choices, scene)}`;
}

export function choiceButtons(key: string, choices: readonly Choice[], scene: Scene): TemplateResult {
  return html`${choices.map((choice) => {
    const unfolds = choice.needs !== null;
    const open = scene.model.forms[key]?.choice === choice.id;
    return html`<vscode-button
      appearance="secondary"
      aria-expanded=${unfolds ? String(open) : nothing}
      @click=${() => choose(key, choice, scene)}
      >${choice.label}</vscode-button
    >`;
  })}
  ${scene.model.sent.has(key) ? html`<span class="quiet" role="status">${l10n.t('Sent, waiting for the server…')}</span>` : nothing}`;
}

/** The field of the choice that stands open, if one does. */
export function openFieldView(key: string, choices: readonly Choice[], { model, actions }: Scene) {
  const form = model.forms[key];
  const open = choices.find(({ id, needs }) => id === form?.choice && needs !== null);
  return open === undefined || form === undefined ? nothing : formView(key, open, form, actions);
}

function choose(key: string, choice: Choice, { model, actions }: Scene): void {
  const form = model.forms[key];
  if (choice.needs === null) choice.send(null);
  // Chosen again it closes; another choice takes over what was written.
  else if (form?.choice === choice.id) actions.write(key, null);
  else actions.write(key, { choice: choice.id, text: form?.text ?? '', tried: false });
}

/** What a field is called, and what is wrong with it while nothing that fits is in it. */
function fieldWords(needs: NonNullable<Choice['needs']>): { readonly label: string; readonly problem: string } {
  switch (needs) {
    case 'reason':
      return {
        label: l10n.t('Reason'),
        problem: l10n.t('Write the reason: WORKFLOW.md and the report repeat it.'),
      };
    case 'guidance':
      return {
        label: l10n.t('Guidance: what should be done differently'),
        problem: l10n.t('Write what should be done differently.'),
      };
    case 'runtime':
      return {
        label: l10n.t('Name of the runtime'),
        problem: l10n.t('Write the name of a runtime: letters, digits, dots and dashes.'),
      };
  }
}

function formView(key: string, choice: Choice, form: MonitorForm, actions: Scene['actions']) {
  const needs = choice.needs ?? 'reason';
  const text = form.text.trim();
  const complete = needs === 'runtime' ? /^[\w.-]{1,64}$/.test(text) : text !== '';
  const submit = (): void => {
    if (complete) choice.send(text);
    else actions.write(key, { ...form, tried: true });
  };
  const { label, problem } = fieldWords(needs);
  const id = `field-${key.replaceAll(/[^\w-]/g, '-')}`;
  return html`<div class="form" data-about=${key}>
    ${field({
      id,
      label,
      value: form.text,
      problem: form.tried && !complete ? problem : null,
      lines: needs === 'runtime' ? 1 : 3,
      onInput: (value) => actions.write(key, { ...form, text: value }),
      onEscape: () => actions.write(key, null),
    })}
    <div class="actions">
      <vscode-button @click=${submit}>${choice.label.replace(/…$/, '')}</vscode-button>
      <vscode-button appearance="secondary" @click=${() => actions.write(key, null)}>${l10n.t('Cancel')}</vscode-button>
    </div>
  </div>`;
}

/** Without the fields of what was decided meanwhile. Those of runs that are not shown stay. */
export function openForms(
  forms: Readonly<Record<string, MonitorForm>>,
  { run, triage }: Pick<MonitorState, 'run' | 'triage'>,
): Record<string, MonitorForm> {
  const offered = run === null ? new Map<string, ReadonlySet<string>>() : offeredBy(run);
  const blocked = triage && new Set(triage.flatMap((item) => (item.kind === 'task' ? [about.task(item.task)] : [])));
  const isOpen = (key: string, choice: string): boolean => {
    if (run !== null && key.startsWith(`${run.id}|`)) return offered.get(key)?.has(choice) === true;
    return blocked === null || !key.startsWith(about.task('')) || blocked.has(key);
  };
  return Object.fromEntries(Object.entries(forms).filter(([key, { choice }]) => isOpen(key, choice)));
}

function offeredBy(run: RunView): ReadonlyMap<string, ReadonlySet<string>> {
  const withRuntimes = (verbs: readonly string[]): ReadonlySet<string> =>
    new Set(verbs.flatMap((verb) => [verb, `${verb}-with`]));
  return new Map([
    [about.run(run.id), withRuntimes(runChoices(run))],
    ...run.signals.map(({ id, options }) => [about.signal(run.id, id), new Set(options.map((one) => one.id))] as const),
    ...run.phases.flatMap((phase) => [
      [about.phase(run.id, phase.id), withRuntimes(phaseChoices(run, phase))] as const,
      ...workersOf(phase).map(
        (worker) =>
          [
            about.workstream(run.id, phase.id, worker.name),
            withRuntimes(workstreamChoices(run, phase, worker)),
          ] as const,
      ),
    ]),
  ]);
}
