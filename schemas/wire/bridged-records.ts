import * as z from 'zod';
import { MachineRole } from './machine.ts';

/** One record file of a shared folder, after it was read. Paths are relative to the project, times are epoch milliseconds. */
const recordFile = {
  path: z.string(),
  /** The folder that holds `machines/`, `requests/` and `results/`; machines of one folder work together. */
  base: z.string(),
  /** As the path has it: the machine's folder, or the file's name without `.json`. */
  id: z.string(),
  /** As the record itself has it; null where it has none. */
  named: z.string().nullable(),
};

export const MachineRecord = z.object({
  ...recordFile,
  role: MachineRole.nullable(),
  /** The machine's own clock when it last wrote. */
  heartbeatAt: z.number().nullable(),
  /** When the file changed, by the clock of the machine that holds the folder. */
  writtenAt: z.number().nullable(),
});
export type MachineRecord = z.infer<typeof MachineRecord>;

export const RequestRecord = z.object({
  ...recordFile,
  to: z.string().nullable(),
  createdAt: z.number().nullable(),
  dueAt: z.number().nullable(),
  claimedBy: z.string().nullable(),
});
export type RequestRecord = z.infer<typeof RequestRecord>;

/** `request` is the id that the result names, or else that of its own file. */
export const ResultRecord = z.object({ ...recordFile, request: z.string() });
export type ResultRecord = z.infer<typeof ResultRecord>;

/** What the machines of a project have written into the folder that they share. */
export const CollabRecords = z.object({
  machines: z.array(MachineRecord),
  requests: z.array(RequestRecord),
  results: z.array(ResultRecord),
});
export type CollabRecords = z.infer<typeof CollabRecords>;
