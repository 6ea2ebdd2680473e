import type { Scheduler } from '../../platform/scheduler.ts';
import type { TransportDeps, TransportHealth } from '../transport.ts';
import { ShareError } from './share-files.ts';

type State = TransportHealth['state'];

/** How this machine's view of the share is. Reading and writing fail and recover each for themselves. */
export interface Health {
  worked(what: 'read' | 'write'): void;
  failed(what: 'read' | 'write', error: unknown): void;
  /** For good: nothing is said or believed any more until the next start. */
  refuse(text: string): void;
  isRefused(): boolean;
  setStaleView(isStale: boolean): void;
  state(): Omit<TransportHealth, 'undelivered'>;
}

interface Trouble {
  readonly state: State;
  readonly text: string;
}

export function createHealth(
  clock: Pick<Scheduler, 'wall'>,
  folder: string,
  log: TransportDeps['log'],
  onChange: () => void,
): Health {
  const troubles: { refused?: Trouble; read?: Trouble; write?: Trouble; view?: Trouble } = {};
  let shown: Trouble = OK;
  let since = clock.wall();

  function update(): void {
    const { refused, read, write, view } = troubles;
    const next = refused ?? read ?? write ?? view ?? OK;
    if (next.state === shown.state) return;
    shown = next;
    since = clock.wall();
    log(next.state === 'ok' ? 'info' : 'warn', next.text);
    onChange();
  }

  return {
    worked(what) {
      if (troubles[what] === undefined) return;
      delete troubles[what];
      update();
    },
    failed(what, error) {
      troubles[what] = troubleOf(error, folder);
      update();
    },
    refuse(text) {
      troubles.refused ??= { state: 'refused', text };
      update();
    },
    isRefused: () => troubles.refused !== undefined,
    setStaleView(isStale) {
      if (isStale === (troubles.view !== undefined)) return;
      if (isStale) troubles.view = { state: 'stale-view', text: STALE_VIEW };
      else delete troubles.view;
      update();
    },
    state: () => ({ ...shown, since }),
  };
}

const OK: Trouble = { state: 'ok', text: 'The shared folder works.' };
const STALE_VIEW =
  "This machine's own heartbeats do not come back through the shared folder, so what it shows of others is old. Check the mount, or the program that synchronises the folder.";

const ADVICE = {
  hangs: ['hangs', 'calls on it do not return. Check the network and the mount; what is said meanwhile is kept here.'],
  full: ['full', 'there is no space left on it. Make room; what is said meanwhile is kept here.'],
  'read-only': ['read-only', 'it cannot be written. Check its permissions; what is said meanwhile is kept here.'],
  gone: ['gone', 'it is not there. Mount it again; what is said meanwhile is kept here.'],
  'not-a-file': [
    'gone',
    'something else stands where a folder of CLUTCH belongs. Remove it, and look at who may write there; what is said meanwhile is kept here.',
  ],
  failed: ['gone', 'calls on it fail. Look at the mount and its server; what is said meanwhile is kept here.'],
} as const;

function troubleOf(error: unknown, folder: string): Trouble {
  const code = error instanceof ShareError ? error.code : 'failed';
  const [state, advice] = code in ADVICE ? ADVICE[code as keyof typeof ADVICE] : ADVICE.failed;
  const said = error instanceof Error ? error.message : String(error);
  return { state, text: `The shared folder ${folder}: ${advice} (${said})` };
}
