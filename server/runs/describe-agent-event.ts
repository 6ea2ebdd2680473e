import { sumOf } from '#schemas/run/usage.ts';
import type { AgentEvent } from '../engine/ports.ts';

const MAX_LENGTH = 200;

/** One line for a person about what an agent just did. */
export function describeAgentEvent(event: AgentEvent): string {
  switch (event.type) {
    case 'text':
      return shorten(event.text);
    case 'thought':
      return shorten(`thinks: ${event.text}`);
    case 'tool':
      return shorten(`${event.title} (${event.status.replace('_', ' ')})`);
    case 'usage':
      return event.context === null
        ? `used ${event.tokens ? sumOf(event.tokens) : 0} tokens`
        : `uses ${event.context.used} of ${event.context.size} tokens`;
    case 'plan': {
      const done = event.entries.filter(({ status }) => status === 'completed').length;
      return shorten(`plan: ${done} of ${event.entries.length} done`);
    }
    case 'session':
      return 'began its session';
  }
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}
