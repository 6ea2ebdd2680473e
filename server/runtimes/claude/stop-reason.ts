import { AgentError, type StopReason } from '../../engine/ports.ts';
import type { MessageOf } from './messages.ts';

/** What passes by itself, so that the mission may be tried again without anybody's help. */
const PASSING = new Set(['server_error', 'overloaded', 'unknown']);

/**
 * Why the turn ended. `failure` is why the model could not be asked last, in the program's word for it. Throws an
 * `AgentError` where it did not end but break off.
 */
export function stopReasonOf(name: string, result: MessageOf<'result'>, failure: string | null): StopReason {
  const { subtype, stop_reason: stop, terminal_reason: terminal } = result;
  if (stop === 'refusal') return 'refusal';
  if (stop === 'max_tokens' || failure === 'max_output_tokens') return 'max_tokens';
  if (subtype === 'error_max_turns') return 'max_turn_requests';
  if (terminal?.startsWith('aborted') === true) return 'cancelled';
  if (!result.is_error) return 'end_turn';
  const words = (result.result ?? result.errors?.join(' ') ?? '').slice(0, 1_000) || 'It does not say why.';
  if (subtype === 'success' && !PASSING.has(failure ?? 'unknown')) return refuse(name, words);
  throw new AgentError('crashed', `The agent ${name} broke off its turn: ${words}`);
}

/** The program can do nothing before a person has mended something: nobody is logged in, no credit, no such model. */
export function refuse(name: string, words: string): never {
  throw new AgentError('not-startable', `The agent ${name} refused the mission: ${words}`);
}
