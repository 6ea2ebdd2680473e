import { Uri } from 'vscode';
import * as z from 'zod';

/** Scheme of the two sides of a workstream's changes. */
export const CHANGE_SCHEME = 'clutch-change';

const Place = z.object({ run: z.string(), phase: z.string(), workstream: z.string() });
export type Place = z.infer<typeof Place>;

const Side = Place.extend({
  side: z.enum(['before', 'after']),
  /** The commit; null: the worktree as it is. */
  ref: z.string().nullable(),
});

/** A file of a workstream's changes, on one of its sides. */
export type Change = z.infer<typeof Side> & { readonly path: string };

export const changeUri = ({ path, ...side }: Change): Uri =>
  Uri.from({ scheme: CHANGE_SCHEME, path: `/${path}`, query: JSON.stringify(side) });

export function parseChangeUri({ scheme, path, query }: Uri): Change | null {
  if (scheme !== CHANGE_SCHEME) return null;
  try {
    return { ...Side.parse(JSON.parse(query)), path: path.slice(1) };
  } catch {
    // Somebody else's address with our scheme.
    return null;
  }
}

export const placeKey = ({ run, phase, workstream }: Place): string => JSON.stringify([run, phase, workstream]);
