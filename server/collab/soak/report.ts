import { spreadOf, type Spread } from '../doctor/facts.ts';
import type { SoakFaults } from './check-history.ts';
import type { SoakOptions, SoakOutcome } from './soak.ts';

/** What `clutch collab soak --json` prints. Times are milliseconds. */
export interface SoakReport {
  readonly ok: boolean;
  /** What lay in the folder under `clutch-collab/` while it worked. */
  readonly project: string;
  readonly folders: readonly string[];
  readonly machines: number;
  readonly seconds: number;
  readonly classes: readonly string[];
  readonly kills: number;
  readonly drained: boolean;
  readonly crashes: readonly string[];
  readonly faults: SoakFaults;
  readonly said: number;
  readonly acknowledged: number;
  readonly applied: number;
  readonly handedOnAgain: number;
  readonly leases: number;
  readonly acknowledgedPerSecond: number;
  readonly appliedPerSecond: number;
  readonly acknowledgeMs: Spread;
  readonly applyMs: Spread;
  readonly bytesLeft: number;
  readonly filesLeft: number;
  readonly notes: readonly string[];
}

export function reportOf(
  { folders, machines }: Pick<SoakOptions, 'folders' | 'machines'>,
  outcome: SoakOutcome,
): SoakReport {
  const { project, faults, counts, workedSeconds, drained, crashes, classes, kills, left } = outcome;
  const { applyMs, acknowledgeMs, said, acknowledged, applied, handedOnAgain, leases, notes } = counts;
  const isClean = Object.values(faults).every(({ count }) => count === 0);
  const perSecond = (count: number): number => Math.round(count / Math.max(workedSeconds, 0.001));
  return {
    // A soak in which nothing was said proves nothing.
    ok: isClean && drained && crashes.length === 0 && acknowledged > 0,
    project,
    folders,
    machines,
    seconds: Math.round(workedSeconds * 10) / 10,
    classes,
    kills,
    drained,
    crashes,
    faults,
    said,
    acknowledged,
    applied,
    handedOnAgain,
    leases,
    acknowledgedPerSecond: perSecond(acknowledged),
    appliedPerSecond: perSecond(applied),
    acknowledgeMs: spreadOf(acknowledgeMs),
    applyMs: spreadOf(applyMs),
    bytesLeft: left.bytes,
    filesLeft: left.files,
    notes,
  };
}

export function soakInWords(report: SoakReport): string {
  const { faults, applyMs, acknowledgeMs } = report;
  const spread = ({ p50, p99 }: Spread): string => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  const kinds = [
    ['lost', faults.lost],
    ['applied twice', faults.doubled],
    ['out of order', faults.disordered],
    ['owned twice', faults.doublyOwned],
  ] as const;
  const lines = [
    `${report.machines} machines worked for ${report.seconds} s in ${report.folders.join(', ')} (class ${report.classes.join(', ')}); ${report.kills} were killed.`,
    `${report.acknowledged} records were acknowledged (${report.acknowledgedPerSecond}/s; ${spread(acknowledgeMs)}).`,
    `${report.applied} were applied (${report.appliedPerSecond}/s; ${spread(applyMs)}), ${report.handedOnAgain} handed on again after a crash.`,
    `${report.leases} leases. ${report.filesLeft} files with ${report.bytesLeft} bytes lay in the folder at the end.`,
    ...kinds.flatMap(([what, { count, shown }]) => [`${count} ${what}.`, ...shown.map((text) => `    ${text}`)]),
    ...(report.drained ? [] : ['Not everybody caught up before the limit.']),
    ...report.crashes.map((text) => `Crash: ${text}`),
    ...report.notes.map((text) => `Note: ${text}`),
    report.ok ? 'Nothing was lost, done twice or owned twice.' : 'This folder is not safe to use, or CLUTCH has a bug.',
  ];
  return `${lines.join('\n')}\n`;
}
