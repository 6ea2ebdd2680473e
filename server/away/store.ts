import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AwayCycle, type AwayReport } from '#schemas/protocol/away.ts';
import { readSmallFile } from '../platform/read-small-file.ts';
import { writeAtomically } from '../platform/write-atomically.ts';
import { ArmedState } from './armed-state.ts';

const MAX_CYCLES = 5_000;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/**
 * What is kept of away plans, in `CLUTCH_HOME/away`: for each project a folder with its armed state, its log and its
 * reports. Nothing of it ever lies in a repository.
 */
export interface AwayStore {
  /** The armed states of all projects, those that have ended as well. What cannot be read is told and left as it is. */
  load(warn: (message: string) => void): ArmedState[];
  save(state: ArmedState): void;
  addCycle(project: string, cycle: AwayCycle): void;
  /** Oldest first; of very many, the newest. */
  cycles(project: string): AwayCycle[];
  addReport(project: string, at: number, markdown: string): AwayReport;
  /** Null where the file is gone. */
  report(file: string, at: number): AwayReport | null;
}

export function createAwayStore(home: string): AwayStore {
  const all = path.join(home, 'away');
  const folderOf = (project: string): string => {
    const folder = path.join(all, createHash('sha256').update(project).digest('hex').slice(0, 16));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  };
  return {
    load(warn) {
      const names = existsSync(all) ? readdirSync(all) : [];
      return names.flatMap((name) => {
        const file = path.join(all, name, 'armed.json');
        if (!existsSync(file)) return [];
        const state = ArmedState.safeParse(parsed(readFileSync(file, 'utf8')));
        if (!state.success) warn(`${file} cannot be read, so the away plan that it is of is not armed.`);
        return state.success ? [state.data] : [];
      });
    },
    save: (state) => writeAtomically(path.join(folderOf(state.project), 'armed.json'), `${JSON.stringify(state)}\n`),
    addCycle(project, cycle) {
      appendFileSync(path.join(folderOf(project), 'cycles.jsonl'), `${JSON.stringify(cycle)}\n`, { mode: 0o600 });
    },
    cycles(project) {
      const file = path.join(folderOf(project), 'cycles.jsonl');
      const text = existsSync(file) ? readFileSync(file, 'utf8').slice(-MAX_LOG_BYTES) : '';
      // The last line may be half written, and the first one cut.
      const cycles = text.split('\n').flatMap((line) => {
        const cycle = AwayCycle.safeParse(parsed(line));
        return cycle.success ? [cycle.data] : [];
      });
      return cycles.slice(-MAX_CYCLES);
    },
    addReport(project, at, markdown) {
      const reports = path.join(folderOf(project), 'reports');
      mkdirSync(reports, { recursive: true, mode: 0o700 });
      const file = path.join(reports, `${new Date(at).toISOString().replaceAll(':', '-')}.md`);
      writeAtomically(file, markdown);
      return { path: file, at, markdown };
    },
    report(file, at) {
      const markdown = readSmallFile(file);
      return markdown === '' ? null : { path: file, at, markdown };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
