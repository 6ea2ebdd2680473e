import type { AgentEvent } from '../engine/ports.ts';
import type { Redactor } from '../platform/redact.ts';

/** A workstream of a run. */
export interface OutputPlace {
  readonly run: string;
  readonly phase: string;
  readonly workstream: string;
}

export interface OutputSink {
  take(event: AgentEvent): void;
  end(): void;
}

/**
 * What agents say, for whoever looks while they work: the last 64 KiB of each workstream, in memory alone. What has to
 * outlive a session is a record.
 */
export interface AgentOutputs {
  /** A session begins; what it says follows what the one before it said. */
  open(place: OutputPlace, redactor: Redactor): OutputSink;
  /** What was said since `from`, a number that an earlier answer gave as `next`. */
  read(place: OutputPlace, from: number): { text: string; next: number; live: boolean };
}

const KEPT = 64 * 1024;
const MOST_PLACES = 64;
/** So much of a word may still be missing; what is longer is no word. */
const LONGEST_WORD = 4 * 1024;

const FAINT = '\u001B[2m';
const PLAIN = '\u001B[22m';

interface Output {
  text: string;
  /** How many characters came before `text`. */
  dropped: number;
  last: AgentEvent['type'] | null;
  open: number;
  redactor: Redactor;
}

export function createAgentOutputs(): AgentOutputs {
  const outputs = new Map<string, Output>();
  const append = (output: Output, words: string): void => {
    output.text += words;
    const excess = output.text.length - KEPT;
    // Now and then, so that not every word costs a copy of everything.
    if (excess < KEPT / 4) return;
    output.text = output.text.slice(excess);
    output.dropped += excess;
  };
  return {
    open(place, redactor) {
      const key = keyOf(place);
      const known = outputs.get(key);
      const output = known ?? { text: '', dropped: 0, last: null, open: 0, redactor };
      outputs.delete(key);
      outputs.set(key, output);
      for (const [old, { open }] of outputs) if (outputs.size > MOST_PLACES && open === 0) outputs.delete(old);
      output.redactor = redactor;
      output.open += 1;
      if (known) append(output, '\n');
      return {
        take: (event) => {
          append(output, wordsOf(event, output.last));
          output.last = event.type === 'usage' ? output.last : event.type;
        },
        end: () => {
          output.open -= 1;
          output.last = null;
        },
      };
    },
    read(place, from) {
      const output = outputs.get(keyOf(place));
      if (output === undefined) return { text: '', next: 0, live: false };
      const { text, dropped, open, redactor } = output;
      // A number of an earlier server says nothing here.
      const start = from > dropped + text.length ? 0 : Math.max(0, from - dropped);
      const end = open > 0 ? endOfWords(text, start) : text.length;
      const whole = start === 0 && dropped > 0 ? text.slice(0, end).replace(/^\S+/, '') : text.slice(start, end);
      return { text: painted(redactor.text(whole)), next: dropped + end, live: open > 0 };
    },
  };
}

const keyOf = ({ run, phase, workstream }: OutputPlace): string => JSON.stringify([run, phase, workstream]);

/** Up to the last word that is complete: half a secret is not known as one. */
function endOfWords(text: string, start: number): number {
  const end = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n')) + 1;
  return text.length - Math.max(end, start) > LONGEST_WORD ? text.length : Math.max(end, start);
}

/** Marks in what is kept for the beginning and the end of faint text; no agent can say them. */
const FROM_FAINT = '\u0001';
const TO_PLAIN = '\u0002';

const painted = (text: string): string => text.replaceAll(FROM_FAINT, FAINT).replaceAll(TO_PLAIN, PLAIN);

function wordsOf(event: AgentEvent, last: AgentEvent['type'] | null): string {
  const line = last === null || last === event.type ? '' : '\n';
  switch (event.type) {
    case 'text':
      return line + harmless(event.text);
    case 'thought':
      return `${line}${FROM_FAINT}${harmless(event.text)}${TO_PLAIN}`;
    case 'tool':
      return `\n${FROM_FAINT}• ${harmless(event.title).replaceAll('\n', ' ')} (${event.status.replace('_', ' ')})${TO_PLAIN} `;
    case 'plan': {
      const done = event.entries.filter(({ status }) => status === 'completed').length;
      return `\n${FROM_FAINT}• plan: ${done} of ${event.entries.length} done${TO_PLAIN} `;
    }
    case 'session':
    case 'usage':
      return '';
  }
}

/** A terminal obeys control characters, and an agent may have read them anywhere. */
function harmless(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
