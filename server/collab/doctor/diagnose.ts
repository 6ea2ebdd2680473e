import { gibibytes, LITTLE_SPACE, NO_SPACE } from '../../platform/disk-space.ts';
import type { ClassOfFolder } from '../../transports/file/class/folder-class.ts';
import { decideClass } from '../../transports/file/class/folder-class.ts';
import type { DoctorFacts, PeerFacts, ProbeFacts } from './facts.ts';
import { adviseOnMount } from './mount-advice.ts';

export interface DoctorFinding {
  readonly id: string;
  /** `problem`: the folder cannot be used as it is. */
  readonly severity: 'good' | 'note' | 'warning' | 'problem';
  /** What was seen, in a sentence. */
  readonly text: string;
  /** What to do; null where there is nothing to do. */
  readonly todo: string | null;
}

export interface Diagnosis {
  readonly class: ClassOfFolder;
  readonly findings: readonly DoctorFinding[];
}

const LARGE_SKEW_MS = 2_000;
const SLOW_MS = 2_000;

/** What the facts say about the folder, the worst first. */
export function diagnose(facts: DoctorFacts): Diagnosis {
  const findings = [
    ...aboutProbe(facts.probe, facts.folder),
    ...aboutPlace(facts),
    ...aboutSpace(facts.probe),
    ...aboutSpeed(facts),
    ...aboutPeer(facts.peer),
  ];
  const order = ['problem', 'warning', 'note', 'good'];
  return {
    class: classOf(facts),
    findings: findings.sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity)),
  };
}

function classOf({ sync, probe, peer }: DoctorFacts): ClassOfFolder {
  if (probe.checks && !probe.checks.linkIsExclusive) {
    return { class: 'B', why: 'A name that is taken can be taken again, or the folder knows no hard links.' };
  }
  const races = new Map(peer === null ? [] : [['the other machine', peer.race]]);
  return decideClass({ sync, doubleToken: null, races });
}

const finding = (
  id: string,
  severity: DoctorFinding['severity'],
  text: string,
  todo: string | null = null,
): DoctorFinding => ({ id, severity, text, todo });

function aboutProbe({ outcome, step, error, checks }: ProbeFacts, folder: string): readonly DoctorFinding[] {
  if (outcome === 'hangs') {
    const todo = 'Look whether its server can be reached, then mount it again.';
    return [finding('hangs', 'problem', `A call on ${folder} does not return (${step ?? 'start'}).`, todo)];
  }
  if (outcome === 'failed') {
    const text = `${folder} cannot be used (${step ?? 'start'}): ${error?.text ?? 'no reason was given'}`;
    return [finding('unusable', 'problem', text, whatToDo(error?.code ?? ''))];
  }
  if (checks === null) return [];
  const found: DoctorFinding[] = [];
  const need = (holds: boolean, id: string, severity: DoctorFinding['severity'], text: string, todo: string): void => {
    if (!holds) found.push(finding(id, severity, text, todo));
  };
  const lateList = 'A new file does not stand in the listing of the machine that made it.';
  need(checks.listingShowsNew, 'listing', 'problem', lateList, 'Use another folder: news would never be found.');
  need(checks.longNames, 'names', 'problem', 'Long file names do not work here.', 'Use a folder with a shorter path.');
  const links = 'Hard links do not work as they should, so machines cannot claim tasks by themselves.';
  need(checks.linkIsExclusive, 'links', 'warning', links, 'Main gives out all tasks; nothing has to be done.');
  const folderSync = 'The folder itself cannot be made durable: a crash of its server may take the newest records.';
  need(checks.folderFsync, 'folder-fsync', 'warning', folderSync, 'Prefer another file system for the share.');
  const twice = 'Creating a file that exists is not refused.';
  need(checks.createIsExclusive, 'exclusive-create', 'warning', twice, 'CLUTCH does not rely on it; others might.');
  need(checks.renameWorks, 'rename', 'warning', 'Renaming a file fails.', 'Look at the rights in the folder.');
  if (found.length === 0) found.push(finding('works', 'good', 'Files can be made, linked, found and removed.'));
  return found;
}

function whatToDo(code: string): string {
  if (['EACCES', 'EPERM'].includes(code)) return 'Give your user the right to write there, on the server too.';
  if (code === 'EROFS') return 'Mount it for writing.';
  if (['ENOSPC', 'EDQUOT'].includes(code)) return 'Make room, or raise the quota.';
  if (['ENOENT', 'ENOTDIR'].includes(code)) return 'Mount the share, or name a folder that exists.';
  return 'Look at the mount and its server, then try again.';
}

function aboutPlace({ mount, sync, platform }: DoctorFacts): readonly DoctorFinding[] {
  const found = adviseOnMount(mount).map(({ id, text, todo }) =>
    finding(id, id === 'nfs-attribute-cache' || id === 'smb-deferred-close' ? 'note' : 'warning', text, todo),
  );
  if (sync !== null) {
    const text = `${sync.program} keeps copies of ${sync.at} in step: news take seconds, and only main gives out tasks.`;
    found.push(finding('synchronised', 'warning', text, 'For more than a few machines, use a network share.'));
  }
  if (mount.kind === 'unknown') {
    const text =
      platform === 'linux' ? `The file system ${mount.type} is not known.` : 'This system does not name mounts.';
    found.push(finding('mount', 'note', text, 'Run this with --peer on two machines to know what the folder can do.'));
  } else {
    found.push(finding('mount', 'good', `It lies on ${mount.type} (${mount.source}), mounted at ${mount.point}.`));
  }
  return found;
}

function aboutSpace({ freeBytes }: ProbeFacts): readonly DoctorFinding[] {
  if (freeBytes === null) return [];
  const text = `${gibibytes(freeBytes)} are free.`;
  if (freeBytes < NO_SPACE) return [finding('space', 'problem', text, 'Make room: records would not be delivered.')];
  if (freeBytes < LITTLE_SPACE) return [finding('space', 'warning', text, 'Make room before bundles of code travel.')];
  return [finding('space', 'good', text)];
}

function aboutSpeed({ own, peer }: DoctorFacts): readonly DoctorFinding[] {
  const found: DoctorFinding[] = [];
  if (own) {
    const { publish, listed } = own;
    const text = `A durable file takes ${ms(publish.p50)} (p99 ${ms(publish.p99)}), and is listed after ${ms(listed.p50)} (p99 ${ms(listed.p99)}).`;
    const slow = publish.p50 > SLOW_MS;
    found.push(finding('speed', slow ? 'warning' : 'good', text, slow ? 'Look at the network and the server.' : null));
  }
  if (peer?.latency) {
    const text = `What one machine writes, the other one reads after ${ms(peer.latency.p50)} (p99 ${ms(peer.latency.p99)}).`;
    const slow = peer.latency.p50 > SLOW_MS;
    found.push(finding('latency', slow ? 'warning' : 'good', text, slow ? 'Expect leases of minutes here.' : null));
  }
  return found;
}

function aboutPeer(peer: PeerFacts | null): readonly DoctorFinding[] {
  if (peer === null) {
    const todo = 'Run it with `--peer wait`, and on a second machine with the code that it prints.';
    return [finding('no-peer', 'note', 'Only this machine was looked at.', todo)];
  }
  const found: DoctorFinding[] = [];
  if (!peer.answered) {
    const todo = 'Look whether both run on the same folder with the same code, and whether the folder reaches both.';
    found.push(finding('no-answer', 'problem', 'The other machine did not answer in time.', todo));
  }
  if (peer.race?.result === 'double') {
    const todo = 'This is normal for synchronised folders: main gives out all tasks.';
    found.push(finding('race', 'warning', peer.race.why, todo));
  } else if (peer.race) {
    found.push(finding('race', peer.race.result === 'atomic' ? 'good' : 'note', peer.race.why));
  }
  if (peer.skewMs !== null && peer.skewErrorMs !== null) {
    const text = `The other clock is ${ms(Math.abs(peer.skewMs))} ${peer.skewMs < 0 ? 'behind' : 'ahead'} (± ${ms(peer.skewErrorMs)}).`;
    const isLarge = Math.abs(peer.skewMs) - peer.skewErrorMs > LARGE_SKEW_MS;
    const todo = 'Turn on time synchronisation. Nothing is decided by clocks, but times that are shown will be wrong.';
    found.push(finding('skew', isLarge ? 'warning' : 'good', text, isLarge ? todo : null));
  }
  return found;
}

const ms = (value: number): string => (value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${value.toFixed(1)} ms`);
