import type { FromHelp, HelpMemory, HelpSection, HelpTopic } from '#schemas/webview/help.ts';

export interface HelpModel {
  /** Null until the host's first message. */
  readonly topics: readonly HelpTopic[] | null;
  /** Why there are none. */
  readonly problem: string | null;
  readonly memory: HelpMemory;
  /** Sections that the person folded or unfolded by hand. */
  readonly unfolded: Readonly<Partial<Record<HelpSection, boolean>>>;
}

export interface HelpActions {
  post(message: FromHelp): void;
  search(query: string): void;
  open(topic: string): void;
  unfold(section: HelpSection, open: boolean): void;
}

/** Those that have every word of the query, the ones that have them in their title first. */
export function matching(topics: readonly HelpTopic[], query: string): readonly HelpTopic[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return topics;
  const has = (text: string, word: string): boolean => text.toLowerCase().includes(word);
  const inTitle = ({ title, id }: HelpTopic): boolean => words.every((word) => has(`${title} ${id}`, word));
  const anywhere = ({ title, id, body, prompt, group }: HelpTopic): boolean =>
    words.every((word) => has([title, id, body, prompt, group].join('\n'), word));
  const found = topics.filter(anywhere);
  return [...found.filter(inTitle), ...found.filter((topic) => !inTitle(topic))];
}

/** The topic that is shown: the one that was opened, or the first. */
export const shownTopic = ({ topics, memory }: HelpModel): HelpTopic | undefined =>
  topics?.find(({ id }) => id === memory.topic) ?? topics?.[0];
