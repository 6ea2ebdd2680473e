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
      return `used ${event.used} of ${event.size} tokens`;
  }
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}
