import type { TransportHealth } from '../transport.ts';

export type Trouble = Pick<TransportHealth, 'state' | 'text'>;
type Source = 'place' | 'identity' | 'connection' | 'records' | 'beats' | 'view';

/** What is worse hides the rest. */
const ORDER: readonly Source[] = ['place', 'identity', 'connection', 'records', 'beats', 'view'];

export interface HealthBoard {
  set(source: Source, trouble: Trouble | null): void;
  state(): Omit<TransportHealth, 'undelivered'>;
}

/** Puts together what the parts of a transport say about this machine's own view. `fine` is said where nothing is wrong. */
export function createHealthBoard(
  wall: () => number,
  fine: () => string,
  changed: (now: Trouble) => void,
): HealthBoard {
  const troubles = new Map<Source, Trouble>();
  let current: Trouble & { readonly since: number } = {
    state: 'gone',
    text: 'The NATS server was not reached yet.',
    since: wall(),
  };

  function refresh(): void {
    const worst = ORDER.map((source) => troubles.get(source)).find((trouble) => trouble !== undefined);
    const next = worst ?? { state: 'ok' as const, text: fine() };
    if (next.state === current.state && next.text === current.text) return;
    current = { ...next, since: next.state === current.state ? current.since : wall() };
    changed(current);
  }

  return {
    set(source, trouble) {
      if (trouble === null) troubles.delete(source);
      else troubles.set(source, trouble);
      refresh();
    },
    state: () => current,
  };
}
