import * as z from 'zod';

/** In the order in which the page lists them. */
export const HelpSection = z.enum(['guide', 'prompts', 'safety', 'keys', 'commands', 'settings', 'rules']);
export type HelpSection = z.infer<typeof HelpSection>;

/** One thing that help can be read about. */
export const HelpTopic = z.object({
  /** Unique and the same in every version that has it: `rules/CL204`, `guide/plans`. */
  id: z.string().max(300),
  section: HelpSection,
  /** Heading within the section; null where it has none. */
  group: z.string().max(300).nullable(),
  title: z.string().max(1000),
  /** Markdown. */
  body: z.string().max(100_000),
  /** What can be copied and inserted. */
  prompt: z.string().max(20_000).nullable(),
  /** Id of a command that the palette has. */
  command: z.string().max(200).nullable(),
  /** Id of a setting. */
  setting: z.string().max(200).nullable(),
});
export type HelpTopic = z.infer<typeof HelpTopic>;

/** Host → view. */
export const ToHelp = z.discriminatedUnion('type', [
  /** `open`: the topic to show, or null for the one that was shown last. */
  z.object({ type: z.literal('topics'), topics: z.array(HelpTopic), open: z.string().nullable() }),
  z.object({ type: z.literal('open'), topic: z.string() }),
  /** Instead of `topics`: why there are none. */
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type ToHelp = z.infer<typeof ToHelp>;

const Id = z.string().min(1).max(300);

/** View → host. */
export const FromHelp = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The prompt of a topic, to the clipboard or into the editor. */
  z.object({ type: z.literal('copy'), topic: Id }),
  z.object({ type: z.literal('insert'), topic: Id }),
  z.object({ type: z.literal('run'), command: Id }),
  z.object({ type: z.literal('open-setting'), setting: Id }),
]);
export type FromHelp = z.infer<typeof FromHelp>;

/** What the view keeps through a reload of the window. */
export const HelpMemory = z.object({
  topic: z.string().max(300).nullable(),
  query: z.string().max(200),
  /** How far the topic and the list are scrolled, in pixels. */
  scroll: z.number().nonnegative().default(0),
  listScroll: z.number().nonnegative().default(0),
});
export type HelpMemory = z.infer<typeof HelpMemory>;
