import { statfsSync } from 'node:fs';
import os from 'node:os';
import type { AwayChangedParams } from '#schemas/protocol/away.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import type { Logger } from '../platform/logger.ts';
import { createThrottle } from '../platform/throttle.ts';
import { policiesOf } from '../runs/permission-policies.ts';
import { readProjectConfig } from '../runs/project-config.ts';
import type { Supervisor } from '../runs/supervisor.ts';
import type { Journal } from '../store/journal.ts';
import { type Away, createAway } from './away.ts';
import { createAwayStore } from './store.ts';

export interface ServerAwayDeps {
  /** `CLUTCH_HOME`. */
  readonly home: string;
  readonly journal: Pick<Journal, 'records'>;
  readonly machine: () => MachineConfig;
  readonly log: Logger;
  /** Made after this, because it is told of what this allows. */
  readonly supervisor: () => Pick<Supervisor, 'views' | 'pauseAll'>;
  /** At most twice a second for a project. */
  onChange(change: AwayChangedParams): void;
}

const UPDATES_MS = 500;

/** Away plans of this machine's projects, with its clock, its disk and the account of whoever runs the server. */
export function createServerAway({ home, journal, machine, log, supervisor, onChange }: ServerAwayDeps): Away {
  const latest = new Map<string, AwayChangedParams>();
  const send = createThrottle(UPDATES_MS, (project) => {
    const change = latest.get(project);
    latest.delete(project);
    if (change) onChange(change);
  });
  return createAway({
    store: createAwayStore(home),
    log,
    now: Date.now,
    home: os.homedir(),
    user: os.userInfo().username,
    runs: () => supervisor().views(),
    pauseAll: (root, why, away) => supervisor().pauseAll(root, why, away),
    decisions: (run) => journal.records(run, { kinds: ['permission'] }),
    policies: (root) => policiesOf(readProjectConfig(root), machine()),
    freeBytes(folder) {
      try {
        const { bavail, bsize } = statfsSync(folder);
        return bavail * bsize;
      } catch {
        return null;
      }
    },
    onChange(change) {
      latest.set(change.project, change);
      send(change.project);
    },
  });
}
