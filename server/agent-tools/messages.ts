import type { RecordOf, SessionRecord } from '#schemas/journal/records.ts';
import { type AgentTool, type Insider, ToolRefusal } from './caller.ts';

/** As many are read in one call. */
const MAX_READ = 50;
/** What is longer is shown in full as the detail of the signal. */
const SIGNAL_LENGTH = 2_000;

export const message: AgentTool<'message'> = async ({ to, text }, caller) => {
  const { executor } = caller.session;
  if (to === 'person') {
    const detail = text.length > SIGNAL_LENGTH ? text : null;
    const told = { topic: 'question', kind: 'fyi', severity: 'normal' } as const;
    await caller.ask({ ...told, text: text.slice(0, SIGNAL_LENGTH), detail, options: [] });
    return { sent: to, note: 'The person sees it among what is open; they need not answer. To ask, use ask.' };
  }
  const others = colleagues(caller);
  if (to !== 'all' && !others.includes(to)) {
    const known = others.length === 0 ? 'person' : ['all', 'person', ...others].join(', ');
    throw new ToolRefusal(
      'not-found',
      `Nobody named ${to} works on phase ${caller.phase.id} with you. Write to: ${known}.`,
    );
  }
  caller.record({ kind: 'message', from: executor, to, text });
  return { sent: to, note: 'They read it when they look at their messages; nobody is interrupted.' };
};

export const readMessages: AgentTool<'read_messages'> = (_, caller) => {
  const unread = unreadBy(caller);
  const shown = unread.slice(0, MAX_READ);
  const last = shown.at(-1);
  if (last) caller.record({ kind: 'read', reader: caller.session.executor, upTo: last.id });
  const messages = shown.map(({ at, body: { from, to, text } }) => ({
    at: new Date(at).toISOString(),
    from,
    to,
    text,
  }));
  return { messages, more: unread.length - shown.length };
};

type MessageRecord = SessionRecord & { readonly body: RecordOf<'message'> };

/** Oldest first; of this phase, because those who worked on another are gone. */
export function unreadBy({ session: { run, phase, executor }, records }: Insider): readonly MessageRecord[] {
  const ofPhase = records(run, ['message', 'read']).filter((record) => record.phase === phase);
  const upTo = ofPhase.reduce(
    (last, { body }) => (body.kind === 'read' && body.reader === executor ? Math.max(last, body.upTo) : last),
    0,
  );
  return ofPhase
    .filter((record): record is MessageRecord => record.body.kind === 'message')
    .filter(({ id, body: { from, to } }) => id > upTo && from !== executor && (to === executor || to === 'all'));
}

function colleagues({ phase, session }: Insider): string[] {
  const workers = [...phase.workstreams, ...(phase.debugger ? [phase.debugger] : [])];
  return workers.map(({ executor }) => executor).filter((executor) => executor !== session.executor);
}
