import type { Alarm } from '../transport.ts';

const MOST = 200;
/** The same of the same machine is one alarm for so long, so that nobody can wash the others away. */
const SAME_MS = 60_000;

export interface AlarmList {
  all(): readonly Alarm[];
  raise(kind: Alarm['kind'], machine: string | null, text: string): void;
}

export function createAlarmList(wall: () => number, raised: (alarm: Alarm) => void): AlarmList {
  let alarms: readonly Alarm[] = [];
  return {
    all: () => alarms,
    raise(kind, machine, text) {
      const at = wall();
      const isKnown = alarms.some((one) => one.kind === kind && one.machine === machine && at - one.at < SAME_MS);
      if (isKnown) return;
      const alarm = { at, kind, machine, text };
      alarms = [...alarms, alarm].slice(-MOST);
      raised(alarm);
    },
  };
}
