import { recordPlace } from '../language/collab/record-place.ts';

/** Whether a file may be a plan document or a record of a shared folder; its text decides. Any separator. */
export function isPlanFile(path: string): boolean {
  return /\.md$/i.test(path) || isRecordFile(path);
}

/** Whether a file may be what a machine has written into a shared folder. */
export function isRecordFile(path: string): boolean {
  return recordPlace(path) !== null;
}

const SPEAKS_OF_PLANS = /prd|prp|product requirement|workflow|away|execution summary|phase progress/i;

/**
 * A cheap test that lets the many other markdown files of a repository be left alone without parsing them: neither
 * their path nor their text has a word that every plan document has.
 */
export function maySpeakOfPlans(path: string, text: string): boolean {
  return isRecordFile(path) || SPEAKS_OF_PLANS.test(path) || SPEAKS_OF_PLANS.test(text);
}
