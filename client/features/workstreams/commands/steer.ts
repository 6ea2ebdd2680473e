import { l10n, window } from 'vscode';
import { SteerRunMethod, type SteerRunParams } from '#schemas/protocol/runs.ts';
import { needsReason, phaseChoices, workstreamChoices } from '#schemas/run/choices.ts';
import { RunView } from '#schemas/run/run.ts';
import type { SteerVerb } from '#schemas/run/steering.ts';
import type { OverviewStore } from '../../../overview-store.ts';
import type { Services } from '../../../services.ts';
import { askRuntime, askWords } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { runName } from '../../../ui/run-name.ts';
import { statusIcon, statusWords } from '../../../ui/status-icons.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';

/** A phase or workstream, with what can be decided about it now. */
interface Place {
  readonly run: RunView;
  readonly phase: string;
  readonly workstream: string | null;
  /** `phase 2`, or `api of phase 2`. */
  readonly name: string;
  readonly icon: string;
  readonly status: string;
  readonly runtime: string;
  readonly choices: readonly SteerVerb[];
}

/** Does one thing with the phase or workstream of the row; asks for a reason or a runtime where one is needed. */
export const steerRow =
  (verb: SteerVerb, otherRuntime = false): CommandHandler =>
  async (services, argument) => {
    requireTrust();
    const target = targetOf(argument);
    const place = placesOf(services.overview).find(
      ({ run, phase, workstream }) =>
        (target?.kind === 'phase' && target.run === run.id && target.phase === phase && workstream === null) ||
        (target?.kind === 'workstream' &&
          target.run === run.id &&
          target.phase === phase &&
          target.workstream === workstream),
    );
    if (place === undefined || !place.choices.includes(verb))
      throw new Error(l10n.t('This cannot be done any more: choose a phase or workstream that is not over.'));
    await steer(services, place, verb, otherRuntime);
  };

/** From the palette: first which phase or workstream, then what. */
export const steerAny: CommandHandler = async (services) => {
  requireTrust();
  const places = placesOf(services.overview).filter(({ choices }) => choices.length > 0);
  if (places.length === 0) {
    void window.showInformationMessage(l10n.t('No run has a phase or workstream left to decide about.'));
    return;
  }
  const place = await window.showQuickPick(
    places.map((one) => ({
      ...one,
      label: `$(${one.icon}) ${one.name}`,
      description: `${one.status} · ${runName(one.run)}`,
    })),
    { title: l10n.t('Steer Phase or Workstream'), placeHolder: l10n.t('Which one?'), matchOnDescription: true },
  );
  if (place === undefined) return;
  const verbs = place.choices.flatMap((verb) =>
    verb === 'retry' ? [itemOf('retry', false), itemOf('retry', true)] : [itemOf(verb, false)],
  );
  const picked = await window.showQuickPick(verbs, { title: place.name, placeHolder: l10n.t('What is to be done?') });
  if (picked !== undefined) await steer(services, place, picked.verb, picked.otherRuntime);
};

const itemOf = (verb: SteerVerb, otherRuntime: boolean) => {
  const [label, description] = otherRuntime
    ? [l10n.t('Retry With Another Runtime…'), l10n.t('starts again, by the runtime that you name')]
    : wordsOf(verb);
  return { label, description, verb, otherRuntime };
};

function wordsOf(verb: SteerVerb): readonly [string, string] {
  switch (verb) {
    case 'pause':
      return [l10n.t('Pause'), l10n.t('what is under way may end, nothing new starts')];
    case 'resume':
      return [l10n.t('Resume'), l10n.t('goes on')];
    case 'stop':
      return [l10n.t('Stop'), l10n.t('ends its agents at once')];
    case 'retry':
      return [l10n.t('Retry'), l10n.t('starts again what has not finished')];
    case 'skip':
      return [l10n.t('Skip…'), l10n.t('left out, with your reason')];
    case 'defer':
      return [l10n.t('Defer…'), l10n.t('put off, with your reason')];
    case 'review':
      return [l10n.t('Send Comments…'), l10n.t('its executor goes on with them')];
  }
}

async function steer(services: Services, place: Place, verb: SteerVerb, otherRuntime: boolean): Promise<void> {
  const { overview, link } = services;
  const title = l10n.t('{0} {1}', itemOf(verb, otherRuntime).label, place.name);
  const prompt =
    verb === 'review'
      ? l10n.t('What should be changed, and where?')
      : l10n.t('Why? WORKFLOW.md and the completion report will say it.');
  const text = needsReason(verb) || verb === 'review' ? await askWords(title, prompt) : null;
  if (text === undefined) return;
  const runtime = otherRuntime ? await askRuntime(link, place.run.project.root, title, place.runtime) : null;
  if (runtime === undefined) return;
  const { run, phase, workstream } = place;
  const params: SteerRunParams = { run: run.id, phase, workstream, verb, text, runtime };
  overview.merge(await link.request(SteerRunMethod, RunView, params));
}

function placesOf(overview: OverviewStore): readonly Place[] {
  return (overview.current?.runs ?? []).flatMap((run) =>
    run.phases.flatMap((phase) => {
      const whole: Place = {
        run,
        phase: phase.id,
        workstream: null,
        name: l10n.t('phase {0}', phase.id),
        icon: statusIcon(phase.status).name,
        status: statusWords(phase.status),
        runtime: run.runtime,
        choices: phaseChoices(run, phase),
      };
      const workers = [...phase.workstreams, ...(phase.debugger === null ? [] : [phase.debugger])];
      const parts = workers.map((worker): Place => ({
        run,
        phase: phase.id,
        workstream: worker.name,
        name: l10n.t('{0} of phase {1}', worker.name.replace(/^@/, ''), phase.id),
        icon: statusIcon(worker.status).name,
        status: statusWords(worker.status),
        runtime: worker.runtime ?? run.runtime,
        choices: workstreamChoices(run, phase, worker),
      }));
      return [whole, ...parts];
    }),
  );
}
