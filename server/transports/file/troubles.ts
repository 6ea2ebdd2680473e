import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { Alarm } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import type { LocalFiles } from './local-files.ts';

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;

/** Why a sender's next chunk cannot be handed on. */
export interface Trouble {
  readonly kind: Alarm['kind'];
  readonly path: string;
  readonly text: string;
  /** How long it may take to get well by itself before it is an alarm. */
  readonly patienceMs: number;
  /** What was found there. */
  readonly bytes: Uint8Array | null;
}

/** What keeps one sender's stream from going on: looked at again ever more seldom, an alarm when patience ends. */
export interface Troubles {
  met(trouble: Trouble): Promise<void>;
  /** It goes on. */
  over(): void;
  /** Whether it is too early to look again. */
  isTooEarly(): boolean;
}

const ADVICE: Partial<Record<Alarm['kind'], string>> = {
  fork: 'A copy or a restored backup of it writes as well: end one of the two, and run clutch members new-identity there.',
  gap: 'Put the file back, or start CLUTCH there again: it publishes what it still has.',
  'bad-signature':
    'Somebody else has written there: remove the file, and look at who may write in the shared folder. If it wrote there itself with another key, let it join again.',
  'future-version': 'Install a newer CLUTCH on this machine.',
  malformed: 'Install the same CLUTCH on both; if it did not write this file, remove it.',
  oversized: 'No CLUTCH writes such a file: remove it, and look at who may write in the shared folder.',
  'not-a-file': 'Somebody has put it there: remove it, and look at who may write in the shared folder.',
  unreadable: 'See whether the folder is synchronised completely, and whether its disk is well.',
};

export function createTroubles(
  machine: MachineId,
  { scheduler, alarms, local }: { readonly scheduler: Scheduler; readonly alarms: Alarms; readonly local: LocalFiles },
): Troubles {
  let current: { readonly path: string; readonly since: number; retryAt: number; retryMs: number } | null = null;
  let said: string | null = null;

  function say(kind: Alarm['kind'], text: string): void {
    if (text !== said) takeBack();
    said = text;
    alarms.raise(kind, machine, text);
  }

  function takeBack(): void {
    if (said !== null) alarms.withdraw(said);
    said = null;
  }

  async function quarantine(path: string, bytes: Uint8Array): Promise<string> {
    const name = `quarantine/${machine}.${path.slice(path.lastIndexOf('/') + 1)}`;
    if ((await local.size(name)) === null) await local.write(name, bytes);
    return ` A copy is ${await local.pathOf(name)}.`;
  }

  return {
    async met({ kind, path, text, patienceMs, bytes }) {
      const now = scheduler.monotonic();
      if (current?.path !== path) current = { path, since: now, retryAt: 0, retryMs: FIRST_RETRY_MS };
      current.retryAt = now + current.retryMs;
      current.retryMs = Math.min(2 * current.retryMs, LAST_RETRY_MS);
      if (now - current.since < patienceMs) return;
      const copy = bytes === null ? '' : await quarantine(path, bytes);
      const what = `${path}: ${text}. Nothing more of ${machine} is handed on until this is mended; the others go on.`;
      say(kind, `${what} ${ADVICE[kind] ?? ''}${copy}`);
    },
    over() {
      current = null;
      takeBack();
    },
    isTooEarly: () => current !== null && scheduler.monotonic() < current.retryAt,
  };
}
