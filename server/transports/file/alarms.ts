import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { Alarm, TransportDeps } from '../transport.ts';

const MAX_ALARMS = 200;

/** What went wrong with streams and files; the same is said once. */
export interface Alarms {
  raise(kind: Alarm['kind'], machine: MachineId | null, text: string): void;
  /** What this sentence says was mended: it is not shown any more. */
  withdraw(text: string): void;
  all(): readonly Alarm[];
}

export function createAlarms(clock: Pick<Scheduler, 'wall'>, log: TransportDeps['log'], onChange: () => void): Alarms {
  let alarms: readonly Alarm[] = [];
  return {
    raise(kind, machine, text) {
      if (alarms.some((alarm) => alarm.kind === kind && alarm.machine === machine && alarm.text === text)) return;
      alarms = [...alarms, { at: clock.wall(), kind, machine, text }].slice(-MAX_ALARMS);
      log('warn', text);
      onChange();
    },
    withdraw(text) {
      const others = alarms.filter((alarm) => alarm.text !== text);
      if (others.length === alarms.length) return;
      alarms = others;
      log('info', `Mended: ${text}`);
      onChange();
    },
    all: () => alarms,
  };
}
