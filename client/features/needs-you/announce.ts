import { commands, l10n, window, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { isUrgent, openSignals } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { notifies } from '../../ui/notifications.ts';
import { runName } from '../../ui/run-name.ts';

/** Not even a merged message comes more often. */
const PAUSE_MS = 60_000;

/** Something that a person is waited for with. */
interface Need {
  readonly key: string;
  readonly kind: 'question' | 'stopped' | 'join';
  readonly run: RunView | null;
  /** What is said when there is nothing else. */
  readonly text: string;
}

/**
 * The one message that nobody asked for: that a person is waited for. It sums up everything that waits, comes at most
 * once a minute and never while the one before is still there, and never takes the focus. `now` is a clock in
 * milliseconds that only runs forward.
 */
export function announceNeeds(overview: OverviewStore, now: () => number = () => performance.now()): Disposable {
  const known = new Set<string>();
  const working = new Set<string>();
  let last = Number.NEGATIVE_INFINITY;
  /** The message that is still there, if any. */
  let open: symbol | null = null;
  let isUnsaid = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (): void => {
    timer = undefined;
    const needs = overview.current === null ? [] : needsOf(overview.current, working);
    if (!isUnsaid || needs.length === 0 || open !== null) return;
    const wait = last + PAUSE_MS - now();
    if (wait > 0) {
      timer = setTimeout(say, wait);
      return;
    }
    isUnsaid = false;
    last = now();
    const shown = Symbol('message');
    open = shown;
    void show(needs).finally(() => {
      if (open !== shown) return;
      open = null;
      say();
    });
  };
  const look = (at: Overview): void => {
    for (const { id, status } of at.runs) if (status === 'running') working.add(id);
    const needs = needsOf(at, working);
    const fresh = needs.filter(({ key }) => !known.has(key));
    for (const { key } of fresh) known.add(key);
    // What was answered needs no message, and one that is still there speaks of the past.
    if (needs.length === 0) [isUnsaid, open] = [false, null];
    else if (fresh.length > 0 && notifies('needs-you')) isUnsaid = true;
    if (timer === undefined) say();
  };
  return disposeAll(overview.onChanged(look), { dispose: () => clearTimeout(timer) });
}

/** `working`: runs that this window saw at work; how others ended is no news. */
function needsOf({ runs, collab }: Overview, working: ReadonlySet<string>): readonly Need[] {
  const questions = openSignals(runs)
    .filter(isUrgent)
    .map(({ run, signal }): Need => {
      const text = l10n.t('CLUTCH needs you: 1 question in {0}.', runName(run));
      return { key: `${run.id}/${signal.id}`, kind: 'question', run, text };
    });
  const stopped = runs
    .filter((run) => working.has(run.id) && hasStopped(run))
    .map((run): Need => {
      const text = l10n.t('CLUTCH needs you: {0} has stopped. {1}', runName(run), run.reason ?? '');
      return { key: `${run.id}/${run.status}/${run.reason ?? ''}`, kind: 'stopped', run, text };
    });
  const joins = collab.flatMap(({ project, joining }) =>
    joining.map(({ machine, name, at }): Need => {
      const text = l10n.t('CLUTCH needs you: {0} asks to join {1}.', name, project);
      return { key: `${project}/${machine}/${at}`, kind: 'join', run: null, text };
    }),
  );
  return [...questions, ...stopped, ...joins];
}

/** Nothing goes on, nobody wanted it so, and no question says why. */
function hasStopped({ status, outcome, signals }: RunView): boolean {
  if (status === 'failed') return true;
  if (status === 'waiting') return signals.length === 0;
  return outcome !== null && (status === 'stopped' || status === 'paused');
}

async function show(needs: readonly Need[]): Promise<void> {
  const open = l10n.t('Open Needs You');
  const monitor = l10n.t('Open Monitor');
  const [first] = needs;
  // A run without a question is nothing that Needs You could list.
  const isListed = needs.some(({ kind }) => kind !== 'stopped');
  const answer = await window.showInformationMessage(wordsOf(needs), isListed ? open : monitor);
  if (answer === open) await commands.executeCommand('clutch.needsYou.focus');
  if (answer === monitor) {
    await commands.executeCommand('clutch.openMonitor', { target: { kind: 'run', run: first?.run?.id ?? '' } });
  }
}

function wordsOf(needs: readonly Need[]): string {
  const [first, ...more] = needs;
  if (first === undefined || more.length === 0) return first?.text ?? '';
  const runs = [...new Set(needs.flatMap(({ run }) => run ?? []))];
  const [run] = runs;
  if (run === undefined || needs.some(({ kind }) => kind !== 'question')) {
    return l10n.t('CLUTCH needs you: {0} things wait for your decision.', needs.length);
  }
  return runs.length === 1
    ? l10n.t('CLUTCH needs you: {0} questions in {1}.', needs.length, runName(run))
    : l10n.t('CLUTCH needs you: {0} questions in {1} runs.', needs.length, runs.length);
}
