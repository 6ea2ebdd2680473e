import { sumOf } from '#schemas/run/usage.ts';
import type { AgentEvent } from '../engine/ports.ts';
import type { Redactor } from '../platform/redact.ts';

const MAX_LENGTH = 200;
/** More is remembered than shown, so that a secret at the beginning of what is shown is still known as one. */
const REMEMBERED = 2_000;

/** Says in one line what an agent does. The line is made when somebody looks: an agent may do a thousand things a second. */
export interface Narrator {
  take(event: AgentEvent): () => string;
}

export function createNarrator(redactor: Redactor): Narrator {
  let said = '';
  const saying = (prefix: string, text: string, isNew: boolean): (() => string) => {
    said = `${isNew ? '' : said}${text}`.slice(-REMEMBERED);
    const now = said;
    return () => prefix + endOf(redactor.text(whole(now)));
  };
  let last: AgentEvent['type'] | null = null;
  return {
    take(event) {
      const isNew = event.type !== last;
      if (event.type !== 'usage') last = event.type;
      switch (event.type) {
        case 'text':
          return saying('', event.text, isNew);
        case 'thought':
          return saying('thinks: ', event.text, isNew);
        case 'tool':
          return () => beginningOf(`${redactor.text(event.title)} (${event.status.replace('_', ' ')})`);
        case 'usage':
          return () => usageWords(event);
        case 'plan': {
          const done = event.entries.filter(({ status }) => status === 'completed').length;
          return () => `plan: ${done} of ${event.entries.length} done`;
        }
        case 'session':
          return () => 'began its session';
      }
    },
  };
}

function usageWords({ context, tokens }: Extract<AgentEvent, { type: 'usage' }>): string {
  if (context !== null) return `uses ${context.used} of ${context.size} tokens`;
  return tokens === null ? 'works' : `used ${sumOf(tokens)} tokens`;
}

/** Without the word in which what is remembered begins: half a secret is not known as one. */
function whole(text: string): string {
  return text.length < REMEMBERED ? text : text.replace(/^\S+/, '');
}

/** The end of what it says, without a word that is not complete: half a secret is not known as one. */
function endOf(text: string): string {
  const line = oneLine(text.replace(/\S{8,}$/, (word) => (/[.!?:)]$/.test(word) ? word : '…')));
  return line.length > MAX_LENGTH ? `…${line.slice(1 - MAX_LENGTH)}` : line;
}

function beginningOf(text: string): string {
  const line = oneLine(text);
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
