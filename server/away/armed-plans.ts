import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { SessionRecord } from '#schemas/journal/records.ts';
import type { AwayChangedParams, AwayCycle, AwayEnd, AwaySkipped } from '#schemas/protocol/away.ts';
import type { RunView } from '#schemas/run/run.ts';
import { parseDocument } from '../language/parse-document.ts';
import type { NamedPolicy } from '../permissions/judge.ts';
import type { Logger } from '../platform/logger.ts';
import { type ArmedState, cycleOf, observed } from './armed-state.ts';
import { blockersOf } from './blockers.ts';
import { checkpoint, dirtyFiles } from './finish.ts';
import type { AwayGuard } from '../runs/away-guard.ts';
import { guardOf } from './guard.ts';
import { readPlanFile } from './plan-file.ts';
import { type CompiledPlan, compilePlan } from './policy/compile.ts';
import { forbiddenChange } from './policy/decide.ts';
import { reached, type Reached } from './reached.ts';
import { writeReport } from './report.ts';
import { skippedOf } from './skipped.ts';
import type { AwayStore } from './store.ts';
import { stateOf } from './view.ts';

export interface ArmedPlansDeps {
  readonly store: AwayStore;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly now: () => number;
  /** The home folder of the account. */
  readonly home: string;
  /** All runs, newest first. */
  runs(): readonly RunView[];
  pauseAll(root: string, why: string, away: { readonly used: number; readonly limit: number }): void;
  /** What was decided about what the agents of a run wanted. */
  decisions(run: string): readonly SessionRecord[];
  /** Of the machine and the project. */
  policies(root: string): readonly NamedPolicy[];
  /** Free bytes where a folder lies; null where the system does not say. */
  freeBytes(folder: string): number | null;
  onChange(change: AwayChangedParams): void;
}

interface Live {
  state: ArmedState;
  readonly compiled: CompiledPlan;
}

/**
 * The armed states of all projects, from when a person confirmed them until their report is written. Does not own what a
 * plan means (`policy/`) and when it has to end (`reached.ts`).
 * Invariants: the policy is the text that a person has confirmed; what has ended allows nothing; an end is on disk before
 * anything follows from it.
 */
export class ArmedPlans {
  readonly #deps: ArmedPlansDeps;
  readonly #lives = new Map<string, Live>();
  /** Reports that are being written, by project. */
  readonly #finishing = new Map<string, Promise<void>>();

  constructor(deps: ArmedPlansDeps) {
    this.#deps = deps;
  }

  /** Takes up what was armed when the server was last there. */
  async load(): Promise<void> {
    const { store, log } = this.#deps;
    for (const state of store.load((message) => log.warn(message))) {
      const live = { state, compiled: await compilePlan(parseDocument(state.text)) };
      this.#lives.set(state.project, live);
    }
  }

  /** Ends what has expired while no server was there, and writes the reports that one was killed at. */
  takeUp(): void {
    this.tick();
    for (const live of this.#lives.values()) {
      const { ended, report, project } = live.state;
      if (ended !== null && report === null && !this.#finishing.has(project)) void this.#finish(live);
    }
  }

  state(root: string): ArmedState | null {
    return this.#lives.get(root)?.state ?? null;
  }

  isArmed(root: string): boolean {
    return this.state(root)?.ended === null;
  }

  anyArmed(): boolean {
    return [...this.#lives.values()].some(({ state }) => state.ended === null);
  }

  runsOf(root: string): readonly RunView[] {
    return this.#deps.runs().filter(({ project }) => project.root === root);
  }

  /** What agents did not get since the plan was armed, newest first. */
  skipped(state: ArmedState): AwaySkipped[] {
    const runs = this.runsOf(state.project).filter(({ updatedAt }) => updatedAt >= state.at);
    const records = runs.flatMap(({ id }) => this.#deps.decisions(id)).toSorted((a, b) => a.id - b.id);
    return skippedOf(state, records);
  }

  /** Makes it policy; a report of the one before is written first. */
  async add(state: ArmedState): Promise<void> {
    const compiled = await compilePlan(parseDocument(state.text));
    await this.#finishing.get(state.project);
    this.#deps.store.save(state);
    this.#deps.store.addCycle(state.project, cycleAbout('armed', state.at, `by ${state.by}`));
    const live = { state, compiled };
    this.#lives.set(state.project, live);
    this.#told(live);
    this.#check(live);
  }

  /** Ends it for a person, or takes note of that it has ended; resolves when the report is written. */
  async disarm(root: string, why: string): Promise<void> {
    const live = this.#lives.get(root);
    if (live && live.state.ended === null) {
      this.#end(live, { kind: 'disarmed', at: this.#deps.now(), why }, true);
      await this.#finish(live);
    } else if (live) {
      this.#save(live, { ...live.state, acknowledged: true });
      await this.#finishing.get(root);
    }
  }

  present(root: string): void {
    const live = this.#lives.get(root);
    if (live) this.#save(live, { ...live.state, presentAt: this.#deps.now() });
  }

  /**
   * What counts for agents of the project now. The file is looked at each time: what a plan allowed that is no longer
   * there is not allowed.
   */
  guard(root: string): AwayGuard | null {
    const live = this.#lives.get(root);
    if (!live) return null;
    this.#check(live);
    return guardOf(live.state, live.compiled);
  }

  /** An event of a run, after it was journaled and before anything follows from it. Never throws. */
  onEvent(run: string, event: EngineEvent, effect: Effect | null): void {
    // Nobody follows in most projects, and agents make many events.
    if (![...this.#lives.values()].some(({ state }) => state.ended === null || !state.acknowledged)) return;
    try {
      const root = this.#deps.runs().find(({ id }) => id === run)?.project.root;
      const live = root === undefined ? undefined : this.#lives.get(root);
      if (live) this.#noticed(live, run, event, effect);
    } catch (error) {
      this.#deps.log.error(`the away plan could not follow ${event.type} of run ${run}`, error);
    }
  }

  /** Looks whether anything has to end. Never throws. */
  tick(): void {
    for (const live of this.#lives.values()) {
      try {
        this.#check(live);
      } catch (error) {
        this.#deps.log.error(`the away plan of ${live.state.project} could not be looked at`, error);
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#finishing.values());
  }

  #noticed(live: Live, run: string, event: EngineEvent, effect: Effect | null): void {
    const { state, compiled } = live;
    if (state.ended !== null) {
      // Whoever starts or resumes a run is there.
      const isPerson = event.type === 'run-requested' || event.type === 'resume-requested';
      if (isPerson && !state.acknowledged) this.#save(live, { ...state, acknowledged: true });
      return;
    }
    const cycle = cycleOf(run, event, effect);
    if (cycle) this.#deps.store.addCycle(state.project, cycle);
    this.#save(live, observed(state, event, effect));
    const { policies, home } = this.#deps;
    const ground = { policies: policies(state.project), worktree: state.project, home };
    const why = event.type === 'work-collected' ? forbiddenChange(compiled, ground, event.changes) : null;
    if (why !== null) this.#stop(live, { kind: 'stop-condition', why, used: 1, limit: 1 });
    else if (event.type !== 'work-observed') this.#check(live);
  }

  #check(live: Live): void {
    const { state, compiled } = live;
    if (state.ended !== null) return;
    const { now, freeBytes } = this.#deps;
    const { conditions } = compiled;
    const found = reached(state, conditions, {
      now: now(),
      runs: this.runsOf(state.project),
      hash: readPlanFile(state.project).hash,
      freeBytes: conditions.minFreeBytes === null ? null : freeBytes(state.project),
    });
    if (found) this.#stop(live, found);
  }

  #stop(live: Live, { kind, why, used, limit }: Reached): void {
    this.#end(live, { kind, at: this.#deps.now(), why }, false);
    this.#deps.pauseAll(live.state.project, why, { used, limit });
    void this.#finish(live);
  }

  #end(live: Live, ended: AwayEnd, acknowledged: boolean): void {
    const { project } = live.state;
    this.#save(live, { ...live.state, ended, acknowledged });
    this.#deps.store.addCycle(project, cycleAbout('ended', ended.at, ended.why));
    this.#deps.log.info(`${project}: the away plan has ended (${ended.kind}): ${ended.why}`);
  }

  #finish(live: Live): Promise<void> {
    const { project } = live.state;
    const work = this.#writeReport(live)
      .catch((error: unknown) => this.#deps.log.error(`no report of the away plan of ${project}`, error))
      .finally(() => this.#finishing.delete(project));
    this.#finishing.set(project, work);
    return work;
  }

  async #writeReport(live: Live): Promise<void> {
    const { store, log, now } = this.#deps;
    const { project, at } = live.state;
    const runs = this.runsOf(project);
    const kept = await checkpoint(
      runs.filter(({ updatedAt }) => updatedAt >= at),
      log.warn,
    );
    const dirty = await dirtyFiles(project);
    const objective = live.compiled.plan.objective?.text ?? null;
    const state = { ...live.state, kept };
    const [skipped, cycles] = [this.skipped(state), store.cycles(project)];
    const markdown = writeReport({ state, objective, runs, cycles, skipped, dirty });
    const { path } = store.addReport(project, state.ended?.at ?? now(), markdown);
    this.#save(live, { ...live.state, kept, report: path });
  }

  #save(live: Live, state: ArmedState): void {
    if (state === live.state) return;
    this.#deps.store.save(state);
    live.state = state;
    this.#told(live);
  }

  #told({ state }: Live): void {
    const { path, text } = readPlanFile(state.project);
    const canBeArmed = path !== null && blockersOf(parseDocument(text), this.#deps.now()).length === 0;
    this.#deps.onChange({ project: state.project, state: stateOf(state, path !== null, canBeArmed) });
  }
}

function cycleAbout(kind: 'armed' | 'ended', at: number, detail: string): AwayCycle {
  const nowhere = { run: null, phase: null, workstream: null, role: null, tokens: 0, costUsd: 0 };
  return { ...nowhere, at, kind, what: 'away plan', result: 'done', detail: detail.slice(0, 2000) };
}
