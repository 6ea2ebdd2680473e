import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { WireName } from '#schemas/wire/names.ts';
import type { Logger } from '../../platform/logger.ts';
import { writeAtomically } from '../../platform/write-atomically.ts';

/** As many of each kind stay. */
const KEPT = 200;

/** Tasks and results that machines gave each other, as files that any program can read. A copy: nothing reads them here. */
export interface RecordFiles {
  /**
   * Writes `data` as JSON under the id of its record; the same id again replaces the file. Null where it could not be
   * written, which the log says.
   */
  keep(kind: 'tasks' | 'results', id: string, data: unknown): string | null;
}

/** `folder` is the project's own: CLUTCH_HOME/collab/<project>. */
export function createRecordFiles(folder: string, log: Pick<Logger, 'warn'>): RecordFiles {
  return {
    keep(kind, id, data) {
      const place = path.join(folder, kind);
      const file = path.join(place, `${WireName.parse(id)}.json`);
      try {
        mkdirSync(place, { recursive: true, mode: 0o700 });
        writeAtomically(file, `${JSON.stringify(data, null, 2)}\n`);
        removeOldest(place);
        return file;
      } catch (error) {
        log.warn(`${file} could not be written; the record itself is not affected`, error);
        return null;
      }
    },
  };
}

/** Ids of records begin with the time at which they were made. */
function removeOldest(place: string): void {
  const names = readdirSync(place).filter((name) => name.endsWith('.json'));
  for (const name of names.toSorted().slice(0, Math.max(0, names.length - KEPT))) rmSync(path.join(place, name));
}
