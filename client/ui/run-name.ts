import type { RunView } from '#schemas/run/run.ts';

/** `PRDs/PRD-notes.md` → `PRD-notes`. */
export const runName = ({ prd }: Pick<RunView, 'prd'>): string => prd.replace(/^.*\//, '').replace(/\.md$/, '');
