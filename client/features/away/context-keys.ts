import { commands, type Disposable } from 'vscode';
import type { AwayState } from '#schemas/protocol/away.ts';
import type { AwayStore } from './store.ts';

/** What when clauses may ask about away plans. A key is sent only when its value changed. */
export function publishAwayKeys(store: AwayStore): Disposable {
  const sent = new Map<string, boolean>();
  return store.onChanged(() => {
    for (const [key, value] of Object.entries(awayKeys(store))) {
      if (sent.get(key) === value) continue;
      sent.set(key, value);
      void commands.executeCommand('setContext', key, value);
    }
  });
}

function awayKeys(store: AwayStore): Record<string, boolean> {
  const views = store.projects().flatMap(({ root }) => store.view(root) ?? []);
  const some = (...states: readonly AwayState[]): boolean => views.some(({ state }) => states.includes(state));
  return {
    'clutch.away.canCreate': some('none'),
    'clutch.away.canArm': some('ready'),
    'clutch.away.canDisarm': some('armed', 'expired', 'stopped'),
    'clutch.away.hasReport': views.some(({ report }) => report !== null),
  };
}
