import type { Here } from '../navigation/here.ts';
import type { Workstream } from '../workstreams.ts';

/** The workstream of a PRP in whose text the line stands. */
export function workstreamAt(here: Here, line: number): Workstream | null {
  return here.facts.workstreams.find((one) => line > one.line && line < one.endLine) ?? null;
}

/** Labels of the fields of a workstream: `files to create`, `depends on`. An item such as `api: later` is none. */
export const isWorkstreamLabel = (key: string): boolean => LABEL.test(key);

/** Labels of those that name files. */
export const isFilesLabel = (key: string): boolean => FILES.test(key);

/** Labels of those that name workstreams to wait for. */
export const isDependsLabel = (key: string): boolean => DEPENDS.test(key);

const FILES =
  /^(?:files?|files? (?:to )?(?:create|modify|change|edit|add|own|touch)d?|(?:new|modified|created|owned|exclusive) files?|files (?:created|modified|owned)(?: exclusive)?|owned files|owns|create|modify|paths?)$/;
const DEPENDS = /^(?:depends on|dependencies|dependency|depends|requires|blocked by)$/;
const LABEL = new RegExp(
  `${FILES.source}|${DEPENDS.source}|^(?:owner|executor|agent|tasks?|produces|consumes|contracts?|goal|scope|description|notes?|validation|tests?|files to read|read only|do not touch|context)$`,
);
