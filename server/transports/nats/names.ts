import { WireName } from '#schemas/wire/names.ts';

/** The first word of the log's description is what says which format a place has. */
export const FORMAT_MAJOR = 1;
const DESCRIPTION = /^CLUTCH collab, format (\d{1,9})\b/;

/** What a project is called on the server: a stream for records, one for blobs, and buckets of which a bucket is a stream too. */
export interface PlaceNames {
  readonly logStream: string;
  readonly logSubjects: string;
  readonly description: string;
  logSubject(machine: string): string;
  readonly blobStream: string;
  readonly blobSubjects: string;
  blobSubject(sha256: string, part: number | 'head'): string;
  readonly beats: string;
  readonly acks: string;
  readonly leases: string;
  readonly snapshots: string;
}

/** `project` is a `WireName`, so nothing in it means anything to the server. */
export function placeNames(project: string): PlaceNames {
  const name = WireName.parse(project);
  return {
    logStream: `clutch-${name}`,
    logSubjects: `clutch.${name}.log.*`,
    description: `CLUTCH collab, format ${FORMAT_MAJOR}: records of ${name}`,
    logSubject: (machine) => `clutch.${name}.log.${machine}`,
    blobStream: `clutch-${name}-blobs`,
    blobSubjects: `clutch.${name}.blob.*.*`,
    blobSubject: (sha256, part) => `clutch.${name}.blob.${sha256}.${part}`,
    beats: `clutch-${name}-beats`,
    acks: `clutch-${name}-acks`,
    leases: `clutch-${name}-leases`,
    snapshots: `clutch-${name}-snapshots`,
  };
}

/** Null: the stream is not one of ours. */
export function formatOf(description: string | undefined): number | null {
  const found = DESCRIPTION.exec(description ?? '');
  return found === null ? null : Number(found[1]);
}

/** The machine that a log's subject is of; null for a name that no machine can have. */
export function machineOf(subject: string): string | null {
  const name = WireName.safeParse(subject.slice(subject.lastIndexOf('.') + 1));
  return name.success ? name.data : null;
}
