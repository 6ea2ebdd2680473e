import os from 'node:os';
import { freeBytes, gibibytes, LITTLE_SPACE, NO_SPACE } from '../../platform/disk-space.ts';
import { type DoctorCheck, type DoctorContext, finding, type Finding } from '../check.ts';

export const disk: DoctorCheck = {
  id: 'disk',
  title: 'Disk',
  limitMs: 5_000,
  look: async (context) => Promise.all(placesOf(context).map(([id, name, folder]) => aboutDisk(id, name, folder))),
};

function placesOf({ home, roots, machine }: DoctorContext): (readonly [string, string, string])[] {
  const store = storeOf(machine);
  return [
    ['home', 'CLUTCH_HOME', home],
    ['tmp', 'The folder for temporary files', os.tmpdir()],
    ...(store === null ? [] : [['artifacts', 'The store of artifacts', store] as const]),
    ...roots.map((root) => [`project.${root}`, 'The project', root] as const),
  ];
}

/** Settings that cannot be used are another check's finding. */
function storeOf(machine: DoctorContext['machine']): string | null {
  try {
    return machine().artifactStore;
  } catch {
    return null;
  }
}

async function aboutDisk(id: string, name: string, folder: string): Promise<Finding> {
  const free = await freeBytes(folder);
  const text = `${name} (${folder}) has ${gibibytes(free)} free.`;
  if (free >= LITTLE_SPACE) return finding('ok', text, { id });
  return finding(free < NO_SPACE ? 'problem' : 'warning', text, { id, todo: 'Make room before the next run.' });
}
