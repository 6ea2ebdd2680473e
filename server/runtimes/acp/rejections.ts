import type { AgentAnswer, StopReason } from '../../engine/ports.ts';
import type { AcpQuirks } from './quirks.ts';

/** An agent that tries the forbidden again and again is let go after so many times. */
const MAX_PROMPTS = 10;

/** Some agents end their turn when a permission is rejected; what is allowed of the mission is still to be done. */
export interface Rejections {
  note(answer: AgentAnswer): void;
  /** The agent speaks, so it goes on by itself. */
  spoke(): void;
  /** The prompt that makes the agent go on after this end of its turn; null when the turn is over. */
  goOn(stopReason: StopReason): string | null;
}

export function createRejections({ rejected }: Pick<AcpQuirks, 'rejected'>): Rejections {
  let latest: AgentAnswer | null = null;
  let prompts = 0;
  return {
    note: (answer) => (latest = answer),
    spoke: () => (latest = null),
    goOn(stopReason) {
      const answer = latest;
      latest = null;
      const ended =
        (rejected === 'ends-cancelled' && stopReason === 'cancelled') ||
        (rejected === 'ends-turn' && stopReason === 'end_turn');
      if (answer === null || !ended || prompts === MAX_PROMPTS) return null;
      prompts += 1;
      const why = answer.text === null ? '' : ` A person says: ${answer.text}`;
      return `That was not allowed.${why} Go on with the mission without it. What cannot be done without it belongs in your report.`;
    },
  };
}
