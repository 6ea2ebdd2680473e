import { basename } from 'node:path';
import { l10n, workspace } from 'vscode';
import { AwayMemory, FromAway, type AwayPageState, type ToAway } from '#schemas/webview/away.ts';
import { awayDelta } from '#schemas/webview/away-delta.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createPanels, type Panel, type PanelLink, type Panels } from '../../ui/panels.ts';
import { throttle } from '../../ui/throttle.ts';
import { actOnAway } from './act.ts';
import { planUri } from './choose-project.ts';
import { followPlan } from './follow-plan.ts';
import type { AwayStore } from './store.ts';

const MESSAGE_MS = 100;

/** The away plans of the window as forms, one panel for each project. */
export const createAwayPanels = (services: Services, store: AwayStore): Panels =>
  createPanels<typeof FromAway, ToAway>(services, {
    viewType: 'clutch.awayPlan',
    title: l10n.t('Away Plan'),
    page: 'away',
    icon: 'plan',
    from: FromAway,
    data: (project) => ({ project }),
    restore: (memory) => AwayMemory.safeParse(memory).data?.project ?? null,
    connect: (panel, project) => connectPlan(services, store, panel, project ?? ''),
  });

/** Keeps one page equal to the document and to what the server says of it, and does what its fields and buttons ask. */
function connectPlan(services: Services, store: AwayStore, panel: Panel<ToAway>, root: string): PanelLink<FromAway> {
  const { link, overview } = services;
  let sent: AwayPageState | null = null;
  let seq = 0;
  const plan = followPlan(services, store, root, () => update());
  const state = (): AwayPageState => ({
    server: { state: link.status.state, message: link.status.message },
    trusted: workspace.isTrusted,
    now: Date.now(),
    document: { ...plan.seen.document, project: basename(root) },
    // A form of an earlier text would undo in the page what was just written.
    form: plan.isCurrent() || sent === null ? plan.seen.form : sent.form,
    away: plan.seen.away,
    problem: plan.seen.problem,
  });
  const update = throttle(MESSAGE_MS, () => {
    // Before the view says that it is ready, nothing listens; a hidden view asks anew when it is shown.
    if (sent === null || !panel.visible) return;
    const next = state();
    const changes = awayDelta(sent, next);
    if (changes === null) return;
    sent = next;
    seq += 1;
    panel.title = titleOf(next);
    panel.post({ type: 'delta', seq, changes });
  });
  const snapshot = (): void => {
    sent = state();
    seq += 1;
    panel.title = titleOf(sent);
    panel.post({ type: 'snapshot', seq, state: sent });
    plan.refresh();
  };
  const listeners = disposeAll(
    plan,
    update,
    link.onStatus(update),
    overview.onChanged(update),
    workspace.onDidGrantWorkspaceTrust(update),
    panel.onDidChangeVisibility(() => {
      if (panel.visible) plan.refresh();
    }),
  );
  const act = actOnAway(services, panel, plan, { root, uri: planUri(root) });
  return {
    onMessage: (message) => (message.type === 'ready' ? snapshot() : act(message)),
    dispose: () => void listeners.dispose(),
  };
}

const titleOf = ({ form, document }: AwayPageState): string => {
  const title = l10n.t('Away: {0}', form?.name?.slice(0, 60) ?? document.project);
  return document.dirty ? `● ${title}` : title;
};
