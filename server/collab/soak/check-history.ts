import type { HistoryLine, MachineHistory } from './history.ts';

/** Of each kind, as sentences; `shown` of them at most. */
export interface SoakFaults {
  readonly lost: Fault;
  readonly doubled: Fault;
  readonly disordered: Fault;
  readonly doublyOwned: Fault;
}

export interface Fault {
  readonly count: number;
  readonly shown: readonly string[];
}

export interface SoakCounts {
  readonly said: number;
  readonly acknowledged: number;
  readonly applied: number;
  /** Handed on again after a crash, which is allowed, and not applied again. */
  readonly handedOnAgain: number;
  readonly leases: number;
  readonly notes: readonly string[];
  /** From before a record was published until it was applied, in milliseconds, while the receiver was alive. */
  readonly applyMs: readonly number[];
  readonly acknowledgeMs: readonly number[];
}

export interface SoakVerdict {
  readonly faults: SoakFaults;
  readonly counts: SoakCounts;
}

const SHOWN = 20;

interface Owned {
  readonly machine: string;
  readonly task: string;
  readonly token: number;
  readonly from: number;
  to: number;
}

/**
 * Holds what all machines did against what must be: every acknowledged record was applied once by every other machine,
 * in its sender's order, and no task had two owners at one time.
 */
export function checkHistory(histories: readonly MachineHistory[]): SoakVerdict {
  const faults = { lost: newFault(), doubled: newFault(), disordered: newFault(), doublyOwned: newFault() };
  const notes: string[] = [];
  const counts = { said: 0, acknowledged: 0, applied: 0, handedOnAgain: 0, leases: 0, notes };
  const times = { applyMs: [] as number[], acknowledgeMs: [] as number[] };
  const acknowledged = new Map<string, Set<number>>();
  const applied = new Map<string, Map<string, Set<number>>>();
  const owned: Owned[] = [];
  for (const { machine, lines } of histories) {
    const seen = readMachine(machine, lines, { faults, counts, times, owned });
    acknowledged.set(machine, seen.acknowledged);
    applied.set(machine, seen.applied);
  }
  for (const [sender, ns] of acknowledged) {
    for (const [receiver, from] of applied) {
      if (receiver === sender) continue;
      for (const n of ns) {
        if (!from.get(sender)?.has(n)) faults.lost.add(`${receiver} never got record ${n} of ${sender}.`);
      }
    }
  }
  checkOwners(owned, faults.doublyOwned);
  counts.leases = owned.length;
  return { faults, counts: { ...counts, ...times } };
}

interface Tally {
  readonly faults: Readonly<Record<keyof SoakFaults, CountedFault>>;
  readonly counts: { -readonly [Key in keyof Omit<SoakCounts, 'applyMs' | 'acknowledgeMs' | 'notes'>]: number } & {
    readonly notes: string[];
  };
  readonly times: { readonly applyMs: number[]; readonly acknowledgeMs: number[] };
  readonly owned: Owned[];
}

function readMachine(machine: string, lines: Iterable<HistoryLine>, { faults, counts, times, owned }: Tally) {
  const acknowledged = new Set<number>();
  const applied = new Map<string, Set<number>>();
  const highest = new Map<string, number>();
  /** What was applied in this life: only a crash excuses that it is handed on again. */
  let thisLife = new Set<string>();
  let bornAt = 0;
  const leases = new Map<string, Owned>();
  for (const line of lines) {
    switch (line.did) {
      case 'start':
        thisLife = new Set();
        bornAt = line.at;
        break;
      case 'say':
        counts.said += 1;
        break;
      case 'acknowledged':
        counts.acknowledged += 1;
        acknowledged.add(line.n);
        if (line.how === 'acknowledged') times.acknowledgeMs.push(line.tookMs);
        break;
      case 'apply': {
        const ns = applied.get(line.from) ?? new Set();
        applied.set(line.from, ns);
        if (ns.has(line.n)) faults.doubled.add(`${machine} applied record ${line.n} of ${line.from} twice.`);
        else if (line.n < (highest.get(line.from) ?? 0)) {
          faults.disordered.add(`${machine} applied record ${line.n} of ${line.from} after a later one.`);
        }
        ns.add(line.n);
        highest.set(line.from, Math.max(line.n, highest.get(line.from) ?? 0));
        thisLife.add(`${line.from} ${line.n}`);
        counts.applied += 1;
        if (line.sentAt >= bornAt) times.applyMs.push(line.at - line.sentAt);
        break;
      }
      case 'again':
        counts.handedOnAgain += 1;
        if (thisLife.has(`${line.from} ${line.n}`)) {
          faults.doubled.add(`${machine} was handed record ${line.n} of ${line.from} twice without a crash.`);
        }
        break;
      case 'own': {
        const key = `${line.task} ${line.token} ${line.from}`;
        const known = leases.get(key);
        if (known) known.to = Math.max(known.to, line.to);
        else leases.set(key, { machine, task: line.task, token: line.token, from: line.from, to: line.to });
        break;
      }
      case 'note':
        if (counts.notes.length < SHOWN) counts.notes.push(`${machine}: ${line.text}`);
        break;
    }
  }
  owned.push(...leases.values());
  return { acknowledged, applied };
}

/** Of all earlier leases of a task by others, the one that ends last tells whether two were valid at one time. */
function checkOwners(owned: readonly Owned[], fault: CountedFault): void {
  const byTask = new Map<string, Owned[]>();
  for (const one of owned) byTask.set(one.task, [...(byTask.get(one.task) ?? []), one]);
  for (const leases of byTask.values()) {
    leases.sort((one, other) => one.from - other.from);
    for (const [index, later] of leases.entries()) {
      const earlier = leases.slice(0, index).find(({ machine, to }) => machine !== later.machine && to > later.from);
      if (!earlier) continue;
      const both = (Math.min(earlier.to, later.to) - later.from).toFixed(1);
      fault.add(
        `${later.task} was owned by ${earlier.machine} (token ${earlier.token}) and ${later.machine} (token ${later.token}) for ${both} ms.`,
      );
    }
  }
}

interface CountedFault extends Fault {
  count: number;
  add(text: string): void;
}

function newFault(): CountedFault {
  const shown: string[] = [];
  const fault: CountedFault = {
    count: 0,
    shown,
    add(text) {
      fault.count += 1;
      if (shown.length < SHOWN) shown.push(text);
    },
  };
  return fault;
}
