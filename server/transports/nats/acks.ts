import { bytesToSign } from '../../platform/signed-json.ts';
import type { LocalState } from './local-state.ts';
import type { Place } from './place.ts';

export interface Acks {
  /** Says how far this machine has applied the logs of others, where that has changed. */
  tell(place: Place): Promise<void>;
}

/** In a bucket, one key for each machine, signed as everything else. */
export function createAcks(deps: {
  readonly project: string;
  readonly self: string;
  readonly state: LocalState;
  sign(bytes: Uint8Array): string;
}): Acks {
  let told = '';
  return {
    async tell(place) {
      const cursors = Object.fromEntries(
        Object.entries(deps.state.all()).map(([machine, { ep, chunk, seq }]) => [machine, { ep, chunk, seq }]),
      );
      const text = JSON.stringify(cursors);
      if (text === told) return;
      const unsigned = { v: 1, machine: deps.self, cursors };
      const signature = deps.sign(bytesToSign('ack', deps.project, unsigned));
      await place.acks.put(deps.self, JSON.stringify({ ...unsigned, signature }));
      told = text;
    },
  };
}
