import type { AwaySectionKey } from '#schemas/document/away-plan.ts';
import { sectionKey } from '../known-sections.ts';
import { awayTemplate } from '../templates/away.ts';

/** By label key: the titles of the long form, and those of the short form. */
const KEYS: Readonly<Record<string, AwaySectionKey>> = {
  project: 'project',
  'operator objective': 'objective',
  objective: 'objective',
  goal: 'objective',
  'away work principles': 'principles',
  principles: 'principles',
  'current project snapshot': 'snapshot',
  'project snapshot': 'snapshot',
  'repo sync state': 'sync',
  'backup dirty state': 'backup',
  'attention items': 'attention',
  'allowed without further approval': 'allowed',
  'allowed work': 'allowed',
  'allowed scope': 'allowed',
  allowed: 'allowed',
  'explicitly preapproved during away work': 'preapproved',
  'explicitly preapproved': 'preapproved',
  preapproved: 'preapproved',
  'pre approved': 'preapproved',
  'checkpoint policy': 'checkpoints',
  checkpoints: 'checkpoints',
  'away publication policy': 'publication',
  'publication policy': 'publication',
  'requires fresh active user approval': 'approval',
  'requires approval': 'approval',
  'requires fresh approval': 'approval',
  'ask first': 'approval',
  forbidden: 'forbidden',
  'not allowed': 'forbidden',
  'out of scope': 'forbidden',
  'stop conditions': 'stop',
  'stop condition': 'stop',
  'stop if': 'stop',
  'stop when': 'stop',
  'verification commands': 'verification',
  verification: 'verification',
  verify: 'verification',
  'verify with': 'verification',
  'completion report': 'report',
  'queued prompt rule': 'queued',
};

/** The section that a heading or label names; null for other words. */
export function awaySectionKey(words: string): AwaySectionKey | null {
  const key = sectionKey(words);
  return Object.hasOwn(KEYS, key) ? (KEYS[key] ?? null) : null;
}

export type AwayLineKey = 'schema' | 'generated' | 'validHours' | 'expires' | 'ready';

const LINES: Readonly<Record<string, AwayLineKey>> = {
  schema: 'schema',
  generated: 'generated',
  'generated at': 'generated',
  'valid hours': 'validHours',
  'valid for hours': 'validHours',
  expires: 'expires',
  'expires at': 'expires',
  expiry: 'expires',
  'ready for queued away work': 'ready',
  ready: 'ready',
};

/** The line of the head that a label names, which may also be a heading of the short form; null for other words. */
export function awayLineKey(words: string): AwayLineKey | null {
  const key = sectionKey(words);
  return Object.hasOwn(LINES, key) ? (LINES[key] ?? null) : null;
}

const LONG: ReadonlySet<string> = new Set(awayTemplate.map(({ title }) => sectionKey(title)));

/** Whether the heading is one of the long form; `Project` may stand in any document. */
export function isLongTitle(words: string): boolean {
  const key = sectionKey(words);
  return key !== 'project' && LONG.has(key);
}
