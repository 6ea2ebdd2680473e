import type { EffectOf, PrpContent } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import type { Crossing, Require, Rules } from './invariants.ts';
import type { World } from './world.ts';

type Session = EffectOf<'run-agent'>;
const keyOf = ({ phase, workstream }: { phase: string; workstream: string }): string => `${phase}/${workstream}`;
const isWork = ({ role, task }: Session): boolean => task === 'work' && (role === 'executor' || role === 'debugger');

/** Rules about sessions: who may start, when, how many, with what, and that nothing finished is done again. */
export function workRules(world: World, require: Require, first: EventOf<'run-requested'>): Rules {
  const rules = [
    finishedRules(require),
    contractRules(require),
    concurrencyRules(require),
    capRules(require, first),
    debugRules(require),
    ownerRules(world, require),
  ];
  return { see: (crossing) => rules.forEach((rule) => rule.see(crossing)) };
}

/** A workstream whose agent has delivered is executed again only when somebody found something, or its plan changed. */
function finishedRules(require: Require): Rules {
  /** Delivered: its agent has ended its turn well. The value is the section that it followed. */
  const delivered = new Map<string, string>();
  const reports = new Map<string, boolean>();
  /** Those whose present session does not know yet what a person has said about its work. */
  const commented = new Set<string>();
  const hashOf = (crossing: Crossing, { phase, workstream }: Session): string =>
    crossing.prp(phase)?.workstreams.find(({ name }) => name === workstream)?.hash ?? '';
  const forget = (phase: string, workstream: string | null): void => {
    for (const key of delivered.keys()) {
      if (workstream === null ? key.startsWith(`${phase}/`) : key === `${phase}/${workstream}`) delivered.delete(key);
    }
  };
  return {
    see(crossing) {
      const { event, effect, effects, before } = crossing;
      if (event.type === 'agent-ended' && effect?.type === 'run-agent' && isWork(effect)) {
        const well = event.stopReason === 'end_turn' && (event.report?.status ?? 'COMPLETE') === 'COMPLETE';
        reports.set(keyOf(effect), well);
        if (well && !commented.has(keyOf(effect))) delivered.set(keyOf(effect), hashOf(crossing, effect));
      }
      if (event.type === 'work-collected' && effect?.type === 'collect-work') {
        // An agent that changed nothing has not finished, whatever it said.
        if (event.changes.length === 0 || reports.get(keyOf(effect)) === false) delivered.delete(keyOf(effect));
      }
      if (event.type === 'work-lost' && effect?.type === 'collect-work') delivered.delete(keyOf(effect));
      if (event.type === 'team-seen' && event.changed === 0 && effect?.type === 'look-at-team')
        forget(effect.phase, null);
      if (event.type === 'steered' && event.verb === 'retry') {
        for (const key of delivered.keys()) {
          const [phase = '', name = ''] = key.split('/');
          const worker = before.phases.find(({ id }) => id === phase)?.workstreams.find((one) => one.name === name);
          const asked = event.phase === phase && (event.workstream === null || event.workstream === name);
          if (asked && worker?.status !== 'completed') delivered.delete(key);
        }
      }
      if (event.type === 'steered' && event.verb === 'review' && event.workstream !== null) {
        forget(event.phase, event.workstream);
        commented.add(`${event.phase}/${event.workstream}`);
      }
      if (event.type === 'signal-answered') {
        const signal = before.signals.find(({ id }) => id === event.signal);
        const isRedo = event.option === 'redo' || event.option === 'send-back';
        if (signal?.phase && isRedo) forget(signal.phase, signal.workstream);
      }
      for (const session of effects) {
        if (session.type !== 'run-agent' || !isWork(session) || session.role !== 'executor') continue;
        const key = keyOf(session);
        commented.delete(key);
        const mends = session.brief.gaps.length + session.brief.failures.length > 0 && sentBack(crossing, session);
        const edited = delivered.has(key) && delivered.get(key) !== hashOf(crossing, session);
        require(!delivered.has(key) || mends || edited, 'finished work executed again');
        delivered.delete(key);
      }
    },
  };
}

/** It is one of those who were given what validation found. */
function sentBack({ after }: Crossing, { phase }: Session): boolean {
  return (after.phases.find(({ id }) => id === phase)?.debugCycles ?? 0) > 0;
}

/** In a team, nobody builds on a contract that is not agreed, unless the work itself is there. */
function contractRules(require: Require): Rules {
  const agreed = new Set<string>();
  const done = new Set<string>();
  return {
    see(crossing) {
      const { event, effect, effects, before, policy } = crossing;
      if (event.type === 'agent-ended' && effect?.type === 'run-agent' && effect.task === 'contract') {
        const fine = event.contract !== null && event.contract.findings.length === 0;
        if (fine && policy.contracts.confirm === 'program') agreed.add(keyOf(effect));
      }
      if (event.type === 'signal-answered' && (event.option === 'confirm' || event.option === 'waive')) {
        const signal = before.signals.find(({ id }) => id === event.signal);
        agreed.add(`${signal?.phase}/${signal?.workstream}`);
      }
      if (event.type === 'work-collected' && effect?.type === 'collect-work') done.add(keyOf(effect));
      for (const session of effects) {
        if (session.type !== 'run-agent' || !isWork(session) || session.role !== 'executor') continue;
        const { phase } = session;
        const prp = crossing.prp(phase);
        const upstreams = prp?.workstreams.find(({ name }) => name === session.workstream)?.dependsOn ?? [];
        for (const name of upstreams) {
          const key = `${phase}/${name}`;
          const worker = crossing.after.phases
            .find(({ id }) => id === phase)
            ?.workstreams.find((one) => one.name === name);
          const out = !worker || worker.status === 'skipped' || worker.status === 'deferred';
          require(out || done.has(key) || agreed.has(key) || isStated(prp, name), 'started before its contract');
        }
      }
    },
  };
}

function isStated(prp: PrpContent | undefined, from: string): boolean {
  const owed = prp?.contracts.filter((contract) => contract.from === from) ?? [];
  return owed.length > 0 && owed.every(({ text }) => text !== null);
}

function concurrencyRules(require: Require): Rules {
  let teamFailed = false;
  /** A person has paused or stopped the run, and not gone on with it. */
  let still = false;
  const held = new Set<string>();
  return {
    see({ before, event, effect, effects, after, pending, policy }) {
      if (event.type === 'team-seen' && event.changed === 0) teamFailed = true;
      if (after.session.teamFailed) teamFailed = true;
      if (event.type === 'pause-requested' || event.type === 'stop-requested') still = true;
      if (event.type === 'resume-requested') still = false;
      if (event.type === 'steered' && after.phases !== before.phases) {
        const key = `${event.phase}/${event.workstream ?? ''}`;
        if (event.verb === 'pause' || event.verb === 'stop') held.add(key);
        else held.delete(key);
        if (event.verb === 'retry' && event.workstream === null) {
          for (const one of held) if (one.startsWith(`${event.phase}/`)) held.delete(one);
        }
      }
      if (event.type === 'work-collected' && effect?.type === 'collect-work') held.delete(keyOf(effect));
      if (effects.length === 0) return;
      const sessions = pending.filter((one) => one.type === 'run-agent');
      const executors = sessions.filter(({ role }) => role === 'executor' || role === 'debugger');
      require(new Set(sessions.map(keyOf)).size === sessions.length, 'two sessions for one workstream');
      require(executors.length <= policy.team.maxExecutors || executors.length <= 1, 'too many sessions at a time');
      const phase = after.phases.find(({ id }) => id === executors[0]?.phase);
      const single =
        phase?.mode === 'solo' || phase?.mode === 'sequential' || executors.some(({ role }) => role === 'debugger');
      if (single) require(executors.length <= 1, 'too many sessions at a time');
      if (teamFailed) require(executors.length <= 1, 'second team');
      const starts = effects.filter(({ type }) => type !== 'answer-agent');
      if (still || after.status === 'paused' || after.status === 'stopped')
        require(starts.length === 0, 'started while held back');
      for (const one of starts) {
        if (one.type !== 'run-agent' && one.type !== 'prepare-worktree') continue;
        const about = after.phases.find(({ id }) => id === one.phase);
        const worker = about?.workstreams.find(({ name }) => name === one.workstream);
        const back = held.has(`${one.phase}/`) || (held.has(keyOf(one)) && worker !== undefined);
        require(!back, 'started while held back');
      }
    },
  };
}

/** Counted here from what was started and reported, not from what the engine says it used. */
function capRules(require: Require, first: EventOf<'run-requested'>): Rules {
  const used = { sessions: 0, tokens: 0, costUsd: 0, minutes: 0 };
  let last = first.at;
  let busy = true;
  return {
    see({ event, effects, pending, policy }) {
      if (busy) used.minutes += Math.max(0, event.at - last) / 60_000;
      last = event.at;
      busy = pending.length > 0;
      if (event.type === 'agent-ended' || event.type === 'agent-failed') {
        used.tokens += event.usage.tokens;
        used.costUsd += event.usage.costUsd;
      }
      for (const { type } of effects) {
        if (type !== 'run-agent') continue;
        for (const kind of ['sessions', 'tokens', 'costUsd', 'minutes'] as const) {
          const limit = policy.caps[kind];
          require(limit === null || used[kind] < limit + 1e-9, 'session beyond a cap');
          if (kind === 'sessions')
            require(limit === null || used.sessions + 1 <= Math.ceil(limit), 'session beyond a cap');
        }
        used.sessions += 1;
      }
    },
  };
}

/** Cycles between two decisions of a person; one who orders a cycle gets it, whatever the policy says. */
function debugRules(require: Require): Rules {
  const cycles = new Map<string, { count: number; ordered: boolean }>();
  return {
    see({ before, event, after, policy }) {
      const decided = event.type === 'signal-answered' || event.type === 'steered' || event.type === 'resume-requested';
      if (decided) cycles.clear();
      for (const phase of after.phases) {
        const known = before.phases.find(({ id }) => id === phase.id)?.debugCycles ?? 0;
        if (phase.debugCycles <= known) continue;
        const one = cycles.get(phase.id) ?? { count: 0, ordered: decided };
        const next = { count: one.count + phase.debugCycles - known, ordered: one.ordered };
        cycles.set(phase.id, next);
        require(next.count <= Math.max(policy.debugCycles, next.ordered ? 1 : 0), 'too many debug cycles');
      }
    },
  };
}

/** A path has one owner, and nobody is charged with what others have done. */
function ownerRules(world: World, require: Require): Rules {
  return {
    see({ event, effect, effects, after }) {
      if (event.type === 'work-collected' && effect?.type === 'collect-work') {
        const files = world.commits.get(event.commit)?.files;
        const own = event.changes.every(({ path }) => {
          const by = files?.get(path);
          return by === undefined || by.startsWith(`${keyOf(effect)}#`);
        });
        require(own, 'charged with the work of others');
      }
      const owners = new Map<string, string>();
      for (const one of effects) {
        if ((one.type !== 'run-agent' && one.type !== 'collect-work') || one.workstream.startsWith('@')) continue;
        const { files, granted, taken } = one.ownership;
        for (const path of [...files.filter((file) => !taken.includes(file)), ...granted])
          owners.set(path, one.workstream);
        const phase = after.phases.find(({ id }) => id === one.phase);
        for (const other of phase?.workstreams ?? []) {
          if (other.name === one.workstream) continue;
          const mine = other.granted.some((path) => owners.get(path) === one.workstream);
          require(!mine, 'path owned by two');
        }
      }
    },
  };
}
