import type { EffectOf } from '#schemas/journal/effects.ts';
import { contractPrompt, debuggerPrompt, executorPrompt } from './executor.ts';
import { researchPrompt, resolverPrompt, validatorPrompt } from './phase-roles.ts';

/** What an agent of each role is told. */
export function promptFor(effect: EffectOf<'run-agent'>): string {
  switch (effect.role) {
    case 'executor':
      return effect.task === 'contract' ? contractPrompt(effect) : executorPrompt(effect);
    case 'debugger':
      return debuggerPrompt(effect);
    case 'validator':
      return validatorPrompt(effect);
    case 'conflict_resolver':
      return resolverPrompt(effect);
    case 'research':
      return researchPrompt(effect);
  }
}
