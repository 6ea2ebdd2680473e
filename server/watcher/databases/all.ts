import type { UnreadableSource } from '#schemas/sessions.ts';
import type { Pace } from '../pace.ts';
import { openClawAgents, openCodeDatabase } from '../places.ts';
import type { ToldSession } from '../view.ts';
import { openClawDatabases, openClawSource } from './openclaw.ts';
import { openCodeSource } from './opencode.ts';
import type { DatabaseSource } from './source.ts';

/** The databases of all agents that keep one; what is wrong with one says nothing of the others. */
export interface Databases {
  /** Finds those of agents that came meanwhile. */
  discover(): void;
  /** True when one has changed. */
  look(pace: Pace): Promise<boolean>;
  sessions(): ToldSession[];
  unreadable(): UnreadableSource[];
}

export function createDatabases(environment: Readonly<Record<string, string | undefined>>, home: string): Databases {
  const openCode = openCodeSource(openCodeDatabase(environment, home));
  const openClaw = new Map<string, DatabaseSource>();
  const all = (): DatabaseSource[] => [openCode, ...openClaw.values()];
  return {
    discover() {
      for (const file of openClawDatabases(openClawAgents(environment, home))) {
        if (!openClaw.has(file)) openClaw.set(file, openClawSource(file));
      }
    },
    async look(pace) {
      let changed = false;
      for (const database of all()) if (await database.look(pace)) changed = true;
      return changed;
    },
    sessions: () => all().flatMap((database) => database.sessions()),
    unreadable: () => all().flatMap((database) => database.problem() ?? []),
  };
}
