import { used } from './used.ts';
import type { Effect, EffectOf } from '#schemas/journal/effects.ts';
import type { VerificationReport } from '#schemas/run/reports.ts';
import type { Random } from './seeded.ts';
import { COMPLETE, PASS, type Deed, type Outcome, type World } from './world.ts';

/** Whether something goes wrong now; rationed, and every one that does is noted by its name. */
export type Misfortune = (name: string, probability: number) => boolean;

/** What becomes of an effect: mostly what was asked for. */
export function outcomeOf(effect: Effect, world: World, misfortune: Misfortune, random: Random): Outcome {
  if (misfortune(`${effect.type} failed`, OFTEN.has(effect.type) ? 0.02 : 0.06)) {
    const cause = random.chance(0.5) ? 'environment' : 'user';
    return { type: 'effect-failed', cause, message: `${effect.type} failed: the disk is full.` };
  }
  if (misfortune('bug', 0.003)) return { type: 'effect-failed', cause: 'bug', message: 'x is not a function.' };
  switch (effect.type) {
    case 'run-agent':
      return agentOutcome(effect, world, misfortune, random);
    case 'collect-work':
      if (misfortune('worktree lost', 0.03)) return { type: 'work-lost', message: `${effect.worktree} is gone.` };
      return world.perform(effect);
    case 'collect-plan':
      return world.perform(effect, misfortune('PRP with findings', 0.25) ? { changes: false } : {});
    case 'compare-contracts':
      return world.perform(effect, misfortune('contracts differ', 0.2) ? { changes: true } : {});
    case 'integrate-phase':
      return world.perform(effect, misfortune('merge conflict', 0.06) ? { changes: true } : {});
    case 'conclude-merge':
      return world.perform(effect, misfortune('conflict unresolved', 0.4) ? { changes: false } : {});
    case 'commit-phase':
      return world.perform(effect, misfortune('files changed before the commit', 0.03) ? { changes: true } : {});
    case 'run-command':
      return world.perform(effect, commandDeed(effect, misfortune, random));
    default:
      return world.perform(effect);
  }
}

function commandDeed(effect: EffectOf<'run-command'>, misfortune: Misfortune, random: Random): Deed {
  const changes = misfortune('command changed files', 0.06);
  const concerns = effect.owners.filter(() => random.chance(0.4)).map(({ workstream }) => workstream);
  if (misfortune('command failed', 0.1)) return { exitCode: 1, output: 'no', changes, concerns };
  for (const stopped of ['timeout', 'not-found', 'signal', 'output-limit'] as const) {
    if (misfortune(`command ${stopped}`, 0.012)) return { exitCode: null, stopped, changes };
  }
  return { changes };
}

function agentOutcome(effect: EffectOf<'run-agent'>, world: World, misfortune: Misfortune, random: Random): Outcome {
  const usage = used(50 + random.upTo(200), random.next());
  for (const code of ['crashed', 'silent', 'not-startable', 'protocol', 'worktree-gone'] as const) {
    if (misfortune(`agent ${code}`, 0.02)) return { type: 'agent-failed', code, message: `It ${code}.`, usage };
  }
  if (effect.role === 'validator')
    return world.perform(effect, { usage, ...validatorDeed(effect, misfortune, random) });
  if (effect.task === 'contract') return world.perform(effect, { usage, ...contractDeed(misfortune) });
  return world.perform(effect, { usage, ...workDeed(effect, misfortune) });
}

function contractDeed(misfortune: Misfortune): Deed {
  if (misfortune('no contract', 0.1)) return { contract: null };
  if (!misfortune('contract with findings', 0.15)) return {};
  return { contract: { text: 'GET /x', findings: [{ path: '/x', message: 'no trailing slash' }] } };
}

/** Agents refuse, give up, stop half-way, and lie. */
function workDeed({ workstream }: EffectOf<'run-agent'>, misfortune: Misfortune): Deed {
  const issues = 'No way.';
  if (misfortune('agent refused', 0.02)) return { stopReason: 'refusal', report: null, changes: false };
  if (misfortune('agent max_tokens', 0.03)) return { stopReason: 'max_tokens', report: null };
  if (misfortune('agent max_tokens, claims COMPLETE', 0.02)) return { stopReason: 'max_tokens' };
  for (const status of ['BLOCKED', 'PARTIAL'] as const) {
    if (misfortune(`agent ${status}`, 0.04)) return { report: { ...COMPLETE, status, issues } };
  }
  if (misfortune('agent lied: nothing changed', 0.07)) return { changes: false };
  if (misfortune('agent changed files of others', 0.05)) return { outside: [othersFile(workstream)] };
  if (misfortune('agent changed nobody’s files', 0.03)) return { outside: ['nobody.txt'] };
  return {};
}

export function othersFile(workstream: string): string {
  return workstream === 'ws0' ? 'ws1.txt' : 'ws0.txt';
}

function validatorDeed(effect: EffectOf<'run-agent'>, misfortune: Misfortune, random: Random): Deed {
  const gap = { gap: 'It lacks a test.', expected: 'a test', actual: 'none', severity: 'MAJOR' as const, files: [] };
  const report = (grade: VerificationReport['grade'], gaps: VerificationReport['gaps']): Deed => {
    return { verification: { ...PASS, grade, gaps } };
  };
  if (misfortune('validator says nothing', 0.06)) return { verification: null };
  if (misfortune('validator HUMAN_NEEDED', 0.06)) return report('HUMAN_NEEDED', []);
  if (!misfortune('validator GAPS_FOUND', 0.12)) return {};
  const owner = random.pick(effect.brief.summaries)?.executor.replace('executor-', '') ?? null;
  if (random.chance(0.2)) return report('GAPS_FOUND', []);
  return { ...report('GAPS_FOUND', [gap]), gapOwners: [random.chance(0.7) ? owner : null] };
}

/** Effects that every run has many of. */
const OFTEN: ReadonlySet<Effect['type']> = new Set([
  'run-agent',
  'prepare-worktree',
  'run-command',
  'collect-work',
  'read-prp',
]);
