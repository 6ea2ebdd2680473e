import type { AwayPlan } from '#schemas/document/away-plan.ts';
import type { AwayCondition } from '#schemas/protocol/away.ts';

/** What a program watches while the plan is armed. Null: no such cap. */
export interface Caps {
  readonly minutes: number | null;
  readonly costUsd: number | null;
  readonly tokens: number | null;
  /** Failures one after the other. */
  readonly failures: number;
}

export interface Conditions {
  readonly caps: Caps;
  /** Minutes without anything proved and without a sign of the person. */
  readonly idleMinutes: number;
  /** Whether a question that blocks a run ends it. */
  readonly onBlocker: boolean;
  /** Free space in bytes below which it ends; null: not watched. */
  readonly minFreeBytes: number | null;
  readonly shown: readonly AwayCondition[];
}

const DEFAULT_FAILURES = 3;
const DEFAULT_IDLE_MINUTES = 60;
const GIB = 1024 ** 3;

type Found = Partial<Omit<Conditions, 'shown' | 'caps'>> & { readonly caps?: Partial<Caps>; readonly how: string };

/** The stop conditions of a plan: each is watched, or only shown. The strictest of several counts. */
export function readConditions(plan: AwayPlan): Conditions {
  const entries = plan.stopConditions.slice(0, 100).map(({ text, range }) => ({
    text,
    line: range.start.line + 1,
    found: conditionIn(text.slice(0, 1000)),
  }));
  const all = entries.flatMap(({ found }) => (found ? [found] : []));
  const least = (values: readonly (number | null | undefined)[]): number | null => {
    const given = values.filter((value) => value !== null && value !== undefined);
    return given.length === 0 ? null : Math.min(...given);
  };
  return {
    caps: {
      minutes: least(all.map(({ caps }) => caps?.minutes)),
      costUsd: least(all.map(({ caps }) => caps?.costUsd)),
      tokens: least(all.map(({ caps }) => caps?.tokens)),
      failures: least(all.map(({ caps }) => caps?.failures)) ?? DEFAULT_FAILURES,
    },
    idleMinutes: least(all.map(({ idleMinutes }) => idleMinutes)) ?? DEFAULT_IDLE_MINUTES,
    onBlocker: all.some(({ onBlocker }) => onBlocker),
    minFreeBytes: least(all.map(({ minFreeBytes }) => minFreeBytes)),
    shown: entries.map(({ text, line, found }) => ({
      text,
      line,
      watched: found ? 'watched' : 'shown',
      how: found?.how ?? 'No program can check this; it is only shown.',
    })),
  };
}

/** All that one entry names; a duration that belongs to failures or to a standstill is no cap on time. */
function conditionIn(text: string): Found | null {
  const still = idle(text);
  if (still) return still;
  const found = [cost, tokens, disk, failures, outside, expiry, blocker].flatMap((read) => read(text) ?? []);
  const capped = found.some(({ caps }) => caps?.failures !== undefined) ? null : time(text);
  const all = capped ? [...found, capped] : found;
  if (all.length === 0) return null;
  const [caps, how] = [Object.assign({}, ...all.map((one) => one.caps ?? {})), all.map((one) => one.how).join(' ')];
  return Object.assign({}, ...all, { caps, how });
}

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

function idle(text: string): Found | null {
  if (
    !/\b(?:no progress|nothing (?:is |was |has been )?(?:proved|proven|verified|done|new)|stuck|idle|stalls?|hangs?)\b/i.test(
      text,
    )
  )
    return null;
  const idleMinutes = durationIn(text) ?? DEFAULT_IDLE_MINUTES;
  return { idleMinutes, how: `Ends when nothing was proved for ${plural(idleMinutes, 'a minute', 'minutes')}.` };
}

function cost(text: string): Found | null {
  const match =
    /(?:\$|USD\s?|US\$)\s?(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?(?:\$|USD|US dollars?|dollars?)/i.exec(text);
  const costUsd = numberIn(match?.[1] ?? match?.[2]);
  return costUsd === null
    ? null
    : { caps: { costUsd }, how: `Ends when the agents have cost ${costUsd} US dollars since it was armed.` };
}

function tokens(text: string): Found | null {
  const match = /(\d[\d,_]*(?:\.\d+)?)\s?(k|m|thousand|million)?\s?tokens?\b/i.exec(text);
  const count = numberIn(match?.[1]);
  if (count === null) return null;
  const unit = match?.[2]?.toLowerCase() ?? '';
  const used = count * (/^k|thousand/.test(unit) ? 1e3 : unit.startsWith('m') ? 1e6 : 1);
  return { caps: { tokens: used }, how: `Ends when the agents have used ${used} tokens since it was armed.` };
}

function disk(text: string): Found | null {
  if (!/\bdisk\b|\bspace\b|\bstorage\b/i.test(text)) return null;
  const match = /(\d+(?:\.\d+)?)\s?(gi?b|mi?b)\b/i.exec(text);
  const size = numberIn(match?.[1]);
  const minFreeBytes = size === null ? GIB : size * (/^m/i.test(match?.[2] ?? '') ? 1024 ** 2 : GIB);
  return { minFreeBytes, how: `Ends when less than ${(minFreeBytes / GIB).toFixed(1)} GiB of disk are free.` };
}

const COUNTS: Readonly<Record<string, number>> = {
  once: 1,
  one: 1,
  twice: 2,
  two: 2,
  three: 3,
  thrice: 3,
  four: 4,
  five: 5,
};

function failures(text: string): Found | null {
  if (!/\bfail(?:s|ed|ures?|ing)?\b|\bbreaks?\b|\berrors?\b|\bred\b/i.test(text)) return null;
  const word = /\b(once|twice|thrice|one|two|three|four|five|\d{1,3})\b/i.exec(text)?.[1]?.toLowerCase();
  const count = Math.max(1, word === undefined ? 1 : (COUNTS[word] ?? Number(word)));
  return {
    caps: { failures: count },
    how: `Ends after ${plural(count, 'one failure', 'failures one after the other')} of a verification command or an agent.`,
  };
}

function outside(text: string): Found | null {
  const fits =
    /\bnot allow|\bdoes not allow|\bout(?:side)? of scope|\bout-of-scope|\boutside\b|\bbeyond (?:the )?scope/i.test(
      text,
    );
  return fits
    ? {
        how: 'Ends, as always, when an agent has changed a file that the plan does not allow. What is only wanted is skipped.',
      }
    : null;
}

function expiry(text: string): Found | null {
  return /\bexpir/i.test(text) ? { how: 'Ends at the time of the plan’s Expires line.' } : null;
}

function blocker(text: string): Found | null {
  const fits =
    /\bblock(?:er|ed|s)?\b|\bquestions?\b|\bneeds? (?:a |the )?(?:person|operator|human|decision)|\bconflicts?\b/i.test(
      text,
    );
  return fits ? { onBlocker: true, how: 'Ends when a run cannot go on without a person.' } : null;
}

function time(text: string): Found | null {
  const minutes = durationIn(text);
  return minutes === null
    ? null
    : { caps: { minutes }, how: `Ends ${plural(minutes, 'one minute', 'minutes')} after it was armed.` };
}

/** In minutes. */
function durationIn(text: string): number | null {
  const match = /(\d+(?:\.\d+)?)\s?(h|hours?|hrs?|min|minutes?|mins?)\b/i.exec(text);
  const count = numberIn(match?.[1]);
  return count === null ? null : count * (/^h/i.test(match?.[2] ?? '') ? 60 : 1);
}

function numberIn(text: string | undefined): number | null {
  const value = Number((text ?? '').replace(/[,_]/g, ''));
  return Number.isFinite(value) && value > 0 ? value : null;
}
