import type { EffectOf } from '#schemas/journal/effects.ts';
import type { RunState } from '../../../server/engine/state.ts';
import type { Crossing, Require, Rules } from './invariants.ts';
import type { World } from './world.ts';

/** Rules about what comes onto the branch: only what is proved, verified, complete or explained, and allowed. */
export function landingRules(world: World, require: Require): Rules & { end(state: RunState): void } {
  /** Phase commits that a validator passed, or a person accepted. */
  const verified = new Set<string>();
  /** `phase/workstream/path` that a person has allowed. */
  const allowed = new Set<string>();
  /** Files of each workstream by `phase/workstream`, of every version of the PRP. */
  const files = new Map<string, Set<string>>();
  /** Phases whose PRP names no workstreams. */
  const open = new Set<string>();
  /** Workstreams whose last session ended its turn and reported no rest. */
  const whole = new Set<string>();
  /** The commit of each workstream's finished work. */
  const finished = new Map<string, string>();
  /** `phase/workstream` that a person has left out, with a reason; `phase/` for whole phases. */
  const leftOut = new Set<string>();
  const deferred = new Set<string>();
  const keyOf = ({ phase, workstream }: { phase: string; workstream: string }): string => `${phase}/${workstream}`;

  function follow(crossing: Crossing): void {
    const { event, effect, before } = crossing;
    if (event.type === 'agent-ended' && effect?.type === 'run-agent' && effect.role === 'validator') {
      if (event.verification?.grade === 'PASS') verified.add(effect.base);
    }
    if (event.type === 'agent-ended' && effect?.type === 'run-agent' && effect.task === 'work') {
      const well = event.stopReason === 'end_turn' && (event.report?.status ?? 'COMPLETE') === 'COMPLETE';
      if (well) whole.add(keyOf(effect));
      else whole.delete(keyOf(effect));
    }
    if (event.type === 'work-collected' && effect?.type === 'collect-work') {
      // Half of the work is not the work, whatever is there of it.
      if (whole.has(keyOf(effect))) finished.set(keyOf(effect), event.commit);
      else finished.delete(keyOf(effect));
    }
    if (event.type === 'prp-read') {
      const phase = effect?.type === 'read-prp' ? effect.phase : '';
      if (event.prp.workstreams.length === 0) open.add(phase);
      for (const one of event.prp.workstreams) {
        const key = `${phase}/${one.name}`;
        files.set(key, new Set([...(files.get(key) ?? []), ...one.files]));
      }
    }
    if (event.type === 'steered' && event.text) {
      if (event.verb === 'skip' || event.verb === 'defer') leftOut.add(`${event.phase}/${event.workstream ?? ''}`);
    }
    if (event.type !== 'signal-answered') return;
    const signal = before.signals.find(({ id }) => id === event.signal);
    const phase = before.phases.find(({ id }) => id === signal?.phase);
    if (!signal || !phase) return;
    if (event.option === 'accept' && phase.commit) verified.add(phase.commit.sha);
    if ((event.option === 'skip' || event.option === 'defer') && event.text) {
      leftOut.add(`${phase.id}/${signal.workstream ?? ''}`);
    }
    if (event.option === 'allow') {
      const all = [...phase.workstreams, ...(phase.debugger ? [phase.debugger] : [])];
      for (const { path } of all.find(({ name }) => name === signal.workstream)?.outside ?? []) {
        allowed.add(`${phase.id}/${signal.workstream}/${path}`);
      }
    }
  }

  function checkCommit(crossing: Crossing, phase: string, tree: string | undefined): void {
    const commands = crossing.prp(phase)?.validation.flatMap((level) => level.commands) ?? [];
    const proven = commands.every(
      (command) =>
        world.executions.findLast((one) => one.phase === phase && one.command === command && one.tree === tree)?.passed,
    );
    require(proven && tree !== undefined, 'commit without receipts');
  }

  function checkLanding(crossing: Crossing, { phase, from, to, what }: EffectOf<'land-phase'>): void {
    if (what === 'plan') return;
    const top = world.commits.get(to);
    const checkpoint = top?.checkpoint;
    const [sha = ''] = top?.parents ?? [];
    require(Boolean(checkpoint), 'landed before commit and checkpoint');
    if (!checkpoint) return;
    if (checkpoint.status === 'deferred') {
      require(sha === from, 'landed before commit and checkpoint');
      return require(Boolean(checkpoint.reason), 'left out without a reason');
    }
    require(!deferred.has(phase), 'deferral forgotten');
    const commit = world.commits.get(sha);
    require(sha !== from && commit?.parents[0] === from, 'landed before commit and checkpoint');
    checkCommit(crossing, phase, commit?.tree);
    require(!crossing.policy.validator || verified.has(sha), 'landed without verification');
    checkComplete(crossing, phase, world.tips.get(commit?.tree ?? '') ?? '', checkpoint.workstreams);
    checkOwners(phase, from, sha);
  }

  /** Every workstream of the PRP is there with its work, or is left out because a person said why. */
  function checkComplete(
    crossing: Crossing,
    phase: string,
    tip: string,
    said: readonly { name: string; status: string; reason: string | null }[],
  ): void {
    const names = crossing.prp(phase)?.workstreams.map(({ name }) => name) ?? [];
    for (const name of names.length > 0 ? names : ['main']) {
      const one = said.find((line) => line.name === name);
      if (one && one.status !== 'completed') {
        require(Boolean(one.reason) && leftOut.has(`${phase}/${name}`), 'left out without a reason');
        continue;
      }
      const work = finished.get(`${phase}/${name}`);
      const there = one !== undefined && work !== undefined && world.contains(tip, work);
      require(there, 'landed with a workstream missing');
    }
  }

  function checkOwners(phase: string, from: string, sha: string): void {
    const before = world.commits.get(from)?.files;
    for (const [path, by] of world.commits.get(sha)?.files ?? []) {
      const author = by.split('#')[0] ?? '';
      if (before?.get(path) === by || !author.startsWith(`${phase}/`)) continue;
      require(isEntitled(phase, author, path), 'landed outside of its files');
    }
  }

  /** A debugger may touch what the executors may; where the PRP names none, everybody may touch everything. */
  function isEntitled(phase: string, author: string, path: string): boolean {
    if (open.has(phase) && (author === `${phase}/main` || author === `${phase}/@debugger`)) return true;
    if (files.get(author)?.has(path) || allowed.has(`${author}/${path}`)) return true;
    if (author !== `${phase}/@debugger`) return false;
    const ofPhase = (key: string): boolean => key.startsWith(`${phase}/`);
    return (
      [...files].some(([key, paths]) => ofPhase(key) && paths.has(path)) ||
      [...allowed].some((key) => ofPhase(key) && key.endsWith(`/${path}`))
    );
  }

  return {
    see(crossing) {
      follow(crossing);
      for (const phase of crossing.after.phases) if (phase.deferred && !phase.deferred.stops) deferred.add(phase.id);
      for (const effect of crossing.effects) {
        if (effect.type === 'commit-phase') {
          const tree = crossing.after.phases.find(({ id }) => id === effect.phase)?.tree;
          checkCommit(crossing, effect.phase, tree ?? undefined);
        }
        if (effect.type === 'land-phase') checkLanding(crossing, effect);
      }
    },
    end({ phases }) {
      const said = new Map<string, string>();
      for (const sha of world.landed) {
        const checkpoint = world.commits.get(sha)?.checkpoint;
        if (checkpoint) said.set(checkpoint.phase.id, checkpoint.status);
      }
      for (const { id, status } of phases) {
        require(said.get(id) === status, deferred.has(id) ? 'deferral forgotten' : 'ended without its phases');
      }
    },
  };
}
