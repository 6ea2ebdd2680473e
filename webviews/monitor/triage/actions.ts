import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import { DISMISS } from '#schemas/run/open-signals.ts';
import type { TriageItem } from '#schemas/webview/monitor-triage.ts';
import { verbWords } from '../../kit/verb-words.ts';
import { about, choicesView, type Choice } from '../forms.ts';
import { goToWorkstream } from '../live/places.ts';
import type { Scene } from '../model.ts';
import { steeringChoices } from '../steering.ts';

/** What can be decided about an item here, and where more of it is to be seen. Nothing is preselected. */
export function actionsView(item: TriageItem, scene: Scene) {
  const { key, choices } = decisions(item, scene);
  const links = linksOf(item, scene);
  return html`${scene.steerable && choices.length > 0 ? choicesView(key, choices, scene) : nothing}
    <div class="opens">
      ${links.map(({ label, open }) => html`<button class="link" @click=${open}>${label}</button>`)}
    </div>`;
}

function decisions(item: TriageItem, scene: Scene): { key: string; choices: readonly Choice[] } {
  const { decide, post } = scene.actions;
  const plain = (id: string, label: string, send: () => void): Choice => ({ id, label, needs: null, send });
  switch (item.kind) {
    case 'signal': {
      const { run, signal } = item;
      const key = about.signal(run, signal.id);
      const dismiss = [{ id: DISMISS, label: l10n.t('Dismiss'), needs: null }];
      const options = signal.options.length > 0 ? signal.options : dismiss;
      const send = (option: string, text: string | null): void =>
        decide(key, option, { type: 'answer', run, signal: signal.id, option, text });
      return { key, choices: options.map((option) => ({ ...option, send: (text) => send(option.id, text) })) };
    }
    case 'run': {
      const { run } = item;
      const key = about.run(run);
      const resume = (): void => decide(key, 'resume', { type: 'resume', run, runtime: null });
      return { key, choices: [plain('resume', l10n.t('Resume'), resume)] };
    }
    case 'agent': {
      const { run, phase, workstream, verbs } = item;
      const key = about.workstream(run, phase, workstream);
      return { key, choices: steeringChoices({ key, run, phase, workstream, verbs }, scene) };
    }
    case 'task': {
      const key = about.task(item.task);
      const choices = item.moves.flatMap(({ to, verb, needs }): readonly Choice[] => {
        if (verb === null) return [];
        const send = (reason: string | null): void =>
          decide(key, to, { type: 'move-task', task: item.task, to, reason });
        return [{ id: to, label: verbWords(verb), needs, send }];
      });
      return { key, choices };
    }
    case 'request': {
      const { root, request, claimedBy, ours } = item;
      if (!ours) return { key: item.key, choices: [] };
      const claim = (): void => post({ type: 'request', verb: 'claim', root, request });
      const finish = (): void => post({ type: 'request', verb: 'finish', root, request });
      const claims = claimedBy === null ? [plain('claim', l10n.t('Claim'), claim)] : [];
      return { key: item.key, choices: [...claims, plain('finish', l10n.t('Finish…'), finish)] };
    }
    case 'peer':
    case 'joining':
      return { key: item.key, choices: machineChoices(item, scene) };
  }
}

function machineChoices(item: Extract<TriageItem, { machine: string }>, { actions }: Scene): readonly Choice[] {
  const { root, machine } = item;
  const choice = (verb: 'let-in' | 'note' | 'open-ssh', label: string): Choice => ({
    id: verb,
    label,
    needs: null,
    send: () => actions.post({ type: 'machine', verb, root, machine }),
  });
  if (item.kind === 'joining') return [choice('let-in', l10n.t('Let It Join…'))];
  return [choice('note', l10n.t('Send Note…')), ...(item.ssh ? [choice('open-ssh', l10n.t('Open Over SSH…'))] : [])];
}

interface Link {
  readonly label: string;
  open(): void;
}

function linksOf(item: TriageItem, { actions }: Scene): readonly Link[] {
  const toRun = (run: string): Link => ({
    label: l10n.t('Open Run'),
    open: () => actions.show({ run, tab: 'live' }),
  });
  switch (item.kind) {
    case 'signal': {
      const { run, signal } = item;
      const open = (): void => actions.post({ type: 'open-signal', run, signal: signal.id });
      return [toRun(run), { label: l10n.t('Open as Document'), open }];
    }
    case 'run':
      return [toRun(item.run)];
    case 'agent': {
      const { run, phase, workstream } = item;
      const open = (): void => {
        actions.show({ run, tab: 'live' });
        goToWorkstream(run, phase, workstream, actions);
      };
      const transcript = (): void => actions.post({ type: 'open-transcript', run, phase, workstream });
      return [
        { label: l10n.t('Open Workstream'), open },
        { label: l10n.t('Open Transcript'), open: transcript },
      ];
    }
    case 'task':
      return item.run === null ? [] : [toRun(item.run)];
    case 'request': {
      const { root, request } = item;
      const open = (): void => actions.post({ type: 'open-record', root, id: request });
      return item.hasFile ? [{ label: l10n.t('Open as Document'), open }] : [];
    }
    case 'peer':
    case 'joining':
      return [];
  }
}
