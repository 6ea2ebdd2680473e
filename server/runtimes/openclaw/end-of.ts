import { AgentError, type StopReason } from '../../engine/ports.ts';
import type { ChatFrame } from './frames.ts';

/** How a run ended; null while it goes on. */
export function endOf(name: string, frame: ChatFrame): StopReason | AgentError | null {
  switch (frame.state) {
    case 'final':
      return frame.stopReason === 'length' ? 'max_tokens' : 'end_turn';
    case 'aborted':
      return 'cancelled';
    case 'error': {
      if (frame.errorKind === 'refusal') return 'refusal';
      const why = frame.errorMessage?.slice(0, 2_000) ?? 'it gave no reason';
      return new AgentError('crashed', `The agent ${name} could not finish its turn: ${why}`);
    }
    default:
      return null;
  }
}
