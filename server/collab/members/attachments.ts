import path from 'node:path';
import * as z from 'zod';
import { Capability, MachineRole } from '#schemas/wire/machine.ts';
import { MachineId, WireName } from '#schemas/wire/names.ts';
import { localJson, type LocalJson } from './local-json.ts';

/** Where a project is shared. */
export const Place = z.union([z.strictObject({ folder: z.string() }), z.strictObject({ nats: z.string() })]);
export type Place = z.infer<typeof Place>;

/** A project that this machine takes part in. */
export const Attachment = z.strictObject({
  project: WireName,
  projectName: z.string(),
  /** The repository on this machine; absolute, links resolved. */
  root: z.string(),
  place: Place,
  /** As which machine it was joined: a renewed identity begins with nothing. */
  machine: MachineId,
  /** What this machine said of itself. */
  name: z.string(),
  role: MachineRole,
  capabilities: z.array(Capability),
  slots: z.number().int().min(0).max(64).nullable(),
});
export type Attachment = z.infer<typeof Attachment>;

export const openAttachments = (home: string): LocalJson<readonly Attachment[]> =>
  localJson(path.join(home, 'collab', 'projects.json'), z.array(Attachment), []);

/** What this machine keeps of one project: whom it believes, what is under way, copies. */
export const localFolderOf = (home: string, { machine, project }: Pick<Attachment, 'machine' | 'project'>): string =>
  path.join(home, 'collab', machine, project);

/** As people may see it: without the user and password that an address can hold. */
export function placeWords(place: Place): string {
  if ('folder' in place) return place.folder;
  return place.nats.replaceAll(/:\/\/[^/@]*@/g, '://');
}
