import * as z from 'zod';

/** `unknown`: it could not be found out, which is no proof of anything. */
export const HealthState = z.enum(['ok', 'warning', 'problem', 'unknown']);
export type HealthState = z.infer<typeof HealthState>;

/** One thing that a check has found. */
export const HealthFinding = z.object({
  /** The same for the same thing at every time: `git.version`, `agents.claude`. */
  id: z.string(),
  /** What was looked at: `git`, `Disk`. */
  title: z.string(),
  state: HealthState,
  /** What was seen, in a sentence. */
  text: z.string(),
  /** What to do; null where there is nothing to do. */
  todo: z.string().nullable(),
  /** For a shell, where one command does it. */
  command: z.string().nullable(),
  /** Absolute path of the file that it is about. */
  file: z.string().nullable(),
});
export type HealthFinding = z.infer<typeof HealthFinding>;

/** Looks at everything once; nothing is changed. Each check has a time limit, so it answers within a minute. */
export const DoctorMethod = 'clutch/doctor';
export const DoctorParams = z.object({
  /** The projects in these folders are looked at as well. */
  folders: z.array(z.string().max(4096)).max(64),
});
export type DoctorParams = z.infer<typeof DoctorParams>;
export const DoctorReport = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** In the order of the checks. */
  findings: z.array(HealthFinding),
});
export type DoctorReport = z.infer<typeof DoctorReport>;
