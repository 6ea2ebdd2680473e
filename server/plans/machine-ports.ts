import { createGitFacts } from './git-facts.ts';
import { createProgramLookup } from './program-lookup.ts';
import { readCollabRecords } from './read-collab-records.ts';
import type { SurroundingPorts } from './surroundings.ts';

/** What rules ask of the machine, answered by this one. Receipts are known to the server only. */
export function machinePorts(): SurroundingPorts {
  return {
    git: createGitFacts,
    program: createProgramLookup(process.env),
    records: readCollabRecords,
    now: Date.now,
  };
}
