import type { AwayCycle, AwayExample, AwayView, ShowAwayParams, TryAwayParams } from '#schemas/protocol/away.ts';
import { readAwayPlan } from '../language/away/read-away-plan.ts';
import { parseDocument } from '../language/parse-document.ts';
import { EffectError } from '../runs/effect-error.ts';
import { createIsInside } from '../runs/inside-worktree.ts';
import { ArmedPlans, type ArmedPlansDeps } from './armed-plans.ts';
import { type Arming, armedBy } from './armed-state.ts';
import { blockersOf } from './blockers.ts';
import type { AwayGuard } from '../runs/away-guard.ts';
import { readPlanFile, rootOf } from './plan-file.ts';
import { compilePlan, PLAN_FILE } from './policy/compile.ts';
import { type Ground, tryAction } from './policy/decide.ts';
import { viewOf } from './view.ts';

export interface AwayDeps extends ArmedPlansDeps {
  /** Name of the account of whoever confirms. */
  readonly user: string;
}

/** What people, and the parts of the server, may do with away plans. Folders may lie anywhere in a project. */
export interface Away extends Pick<ArmedPlans, 'anyArmed' | 'onEvent'> {
  /** Takes up what was armed when the server was last there. */
  load(): Promise<void>;
  /** Ends what has to end, from now on and every second; before any run goes on. */
  watch(): void;
  guard(root: string): AwayGuard | null;
  show(params: ShowAwayParams): Promise<AwayView>;
  /** Throws an `EffectError` unless the document on disk is the one that was confirmed, and can be armed. */
  arm(folder: string, confirm: string): Promise<AwayView>;
  disarm(folder: string, why: string | null): Promise<AwayView>;
  confirmPresent(folder: string): Promise<AwayView>;
  tryAction(params: TryAwayParams): Promise<AwayExample>;
  cycles(folder: string): AwayCycle[];
  close(): Promise<void>;
}

const TICK_MS = 1_000;

export function createAway(deps: AwayDeps): Away {
  const { store, now, user } = deps;
  const plans = new ArmedPlans(deps);
  let timer: NodeJS.Timeout | undefined;
  const show = (params: ShowAwayParams): Promise<AwayView> => shown(deps, plans, params);
  const requireArmed = (root: string): void => {
    if (!plans.isArmed(root)) throw new EffectError('user', `No away plan of ${root} is armed.`);
  };
  return {
    load: () => plans.load(),
    watch() {
      plans.takeUp();
      timer ??= setInterval(() => plans.tick(), TICK_MS).unref();
    },
    guard: (root) => plans.guard(root),
    anyArmed: () => plans.anyArmed(),
    onEvent: (run, event, effect) => plans.onEvent(run, event, effect),
    show,
    async arm(folder, confirm) {
      const root = rootOf(folder);
      if (plans.isArmed(root)) {
        throw new EffectError('user', `The away plan of ${root} is armed already. \`clutch away disarm\` ends that.`);
      }
      await plans.add(armedBy({ ...armable(root, confirm, now()), by: user, runs: plans.runsOf(root) }));
      return show({ project: root });
    },
    async disarm(folder, why) {
      const root = rootOf(folder);
      const state = plans.state(root);
      if (state === null || (state.ended !== null && state.acknowledged)) requireArmed(root);
      await plans.disarm(root, why ?? `Disarmed by ${user}`);
      return show({ project: root });
    },
    async confirmPresent(folder) {
      const root = rootOf(folder);
      requireArmed(root);
      plans.present(root);
      return show({ project: root });
    },
    tryAction: (params) => tried(deps, params),
    cycles: (folder) => store.cycles(rootOf(folder)),
    async close() {
      clearInterval(timer);
      await plans.close();
    },
  };
}

function groundOf({ policies, home }: AwayDeps, root: string): Ground {
  return { policies: policies(root), worktree: root, home, isInside: createIsInside(root, home) };
}

function shown(deps: AwayDeps, plans: ArmedPlans, { project, text }: ShowAwayParams): Promise<AwayView> {
  const root = rootOf(project);
  const state = plans.state(root);
  return viewOf({
    project: root,
    file: readPlanFile(root),
    unsaved: text,
    state,
    runs: plans.runsOf(root),
    now: deps.now(),
    ground: groundOf(deps, root),
    skipped: state ? plans.skipped(state) : [],
    cycles: deps.store.cycles(root),
    report: state?.report ? deps.store.report(state.report, state.ended?.at ?? state.at) : null,
  });
}

async function tried(deps: AwayDeps, { project, text, kind, action }: TryAwayParams): Promise<AwayExample> {
  const root = rootOf(project);
  const file = readPlanFile(root);
  if (text === undefined && file.path === null) throw nothingThere(root);
  const compiled = await compilePlan(parseDocument(text ?? file.text));
  return tryAction(compiled, groundOf(deps, root), { kind, action });
}

const nothingThere = (root: string): EffectError =>
  new EffectError('user', `${root} has no ${PLAN_FILE}. Write one first.`);

/** The plan on disk, where it is what a person has confirmed and nothing keeps it from being armed. */
function armable(root: string, confirm: string, at: number): Omit<Arming, 'by' | 'runs'> {
  const { text, hash } = readPlanFile(root);
  if (hash === null) throw nothingThere(root);
  if (hash !== confirm) {
    const what = 'The away plan on disk is not the one that was shown, so it was not armed';
    throw new EffectError('user', `${what}. Save it, look at it again, then arm it.`);
  }
  const document = parseDocument(text);
  const [blocker] = blockersOf(document, at);
  const expires = readAwayPlan(document).expires?.at ?? null;
  if (blocker || expires === null) {
    throw new EffectError(
      'user',
      `The away plan cannot be armed. ${blocker?.message ?? 'It does not say when it expires.'}`,
    );
  }
  return { project: root, text, hash, at, expires };
}
