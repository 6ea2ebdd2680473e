import type { Position } from '../line-index.ts';
import type { Here } from './here.ts';
import { mentionAt } from './mention-at.ts';

/** The commit that the document names at the position, as it is written there. */
export function commitAt(here: Here, position: Position): string | null {
  const mention = mentionAt(here, position);
  return mention?.type === 'commit' ? mention.sha : null;
}
