import * as z from 'zod';

/** Version of OpenClaw's gateway protocol that is spoken here. */
export const PROTOCOL = 4;

/** Shapes are loose on purpose: a gateway of another version sends more, and what we do not know harms nobody. */
export const Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event: z.string().max(200), payload: z.unknown().optional() }),
  z.object({
    type: z.literal('res'),
    id: z.string().max(200),
    ok: z.boolean(),
    payload: z.unknown().optional(),
    error: z.object({ code: z.string().catch('UNKNOWN'), message: z.string().catch('no reason given') }).optional(),
  }),
]);

export const Hello = z.object({ type: z.literal('hello-ok'), protocol: z.number() });
export const CreatedSession = z.object({ key: z.string().min(1).max(1_000) });
export const DescribedSession = z.object({ session: z.object({ key: z.string() }).nullable() });
export const SentMessage = z.object({ runId: z.string() });

const ofSession = { sessionKey: z.string() };
export const SessionFrame = z.object(ofSession);
const Count = z.number().nonnegative();

/** What an agent does, piece by piece. */
export const AgentFrame = z.object({
  ...ofSession,
  stream: z.string(),
  data: z.object({
    delta: z.string().optional().catch(undefined),
    itemId: z.string().optional().catch(undefined),
    toolCallId: z.string().optional().catch(undefined),
    title: z.string().optional().catch(undefined),
    status: z.string().optional().catch(undefined),
  }),
});
export type AgentFrame = z.infer<typeof AgentFrame>;

const TextBlocks = z.array(
  z.union([z.object({ type: z.literal('text'), text: z.string() }), z.object({ type: z.string() })]),
);

/** The text of a message, without what it shows and calls. */
export function textOf(message: { readonly content: z.infer<typeof TextBlocks> } | undefined): string {
  return message?.content.map((block) => ('text' in block ? block.text : '')).join('') ?? '';
}

/** The course of a run; `final`, `aborted` and `error` end it. */
export const ChatFrame = z.object({
  ...ofSession,
  runId: z.string(),
  state: z.string(),
  stopReason: z.string().optional().catch(undefined),
  errorMessage: z.string().optional().catch(undefined),
  errorKind: z.string().optional().catch(undefined),
  /** The agent waits for others whom it sent to work, and another run of the session follows. */
  yielded: z.boolean().optional().catch(undefined),
  message: z.object({ content: TextBlocks }).optional().catch(undefined),
});
export type ChatFrame = z.infer<typeof ChatFrame>;

const Message = z.object({
  role: z.string(),
  content: TextBlocks.catch([]),
  model: z.string().optional().catch(undefined),
  /** Only of what the agent said. */
  usage: z
    .object({
      input: Count,
      output: Count,
      cacheRead: Count.default(0),
      cacheWrite: Count.default(0),
      cost: z.object({ total: Count }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
export type Message = z.infer<typeof Message>;

/** One entry of the transcript, when it is written. */
export const TranscriptFrame = z.object({
  ...ofSession,
  messageId: z.string(),
  contextTokens: Count.optional().catch(undefined),
  message: Message,
});

/** The end of a transcript, oldest first. What is one entry there may be several messages here, with the same id. */
export const History = z.object({
  messages: z.array(Message.extend({ __openclaw: z.object({ id: z.string() }).optional().catch(undefined) })),
});

/** A command that waits for somebody's word. */
export const ApprovalFrame = z.object({
  id: z.string(),
  request: z.object({
    ...ofSession,
    command: z.string(),
    cwd: z.string().nullish().catch(null),
    host: z.string().nullish().catch(null),
    resolvedPath: z.string().nullish().catch(null),
    warningText: z.string().nullish().catch(null),
  }),
});
export type ApprovalFrame = z.infer<typeof ApprovalFrame>;
