import { readFileSync } from 'node:fs';
import { writeAtomically } from '../../platform/write-atomically.ts';
import type { LeaseMemory } from '../leases/create-leases.ts';

export function createLeaseMemory(file: string): LeaseMemory {
  return {
    async load() {
      try {
        return JSON.parse(readFileSync(file, 'utf8'));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
    save: async (state) => writeAtomically(file, JSON.stringify(state)),
  };
}
