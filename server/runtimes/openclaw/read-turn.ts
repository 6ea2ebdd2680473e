import type { AgentUsage } from '../../engine/ports.ts';
import { endOfText } from '../../platform/processes/byte-tail.ts';
import type { Connection } from './connect.ts';
import { History, textOf } from './frames.ts';
import type { EventReader } from './read-event.ts';

const TEXT_BYTES = 64 * 1024;
/** Entries of the transcript, from its end; each tool call is two. */
const ENTRIES = 100;

/**
 * What the agent said since the last prompt, and what it used where that was not told before. Both are read from the
 * transcript, because the stream leaves out words that stand before a tool call, and may end before the last entry is
 * written. `final` is how the run ended, which may be missing in the transcript for the same reason.
 */
export async function readTurn(
  connection: Connection,
  { key, final, reader }: { readonly key: string; readonly final: string; readonly reader: EventReader },
): Promise<{ readonly text: string; readonly usage: readonly AgentUsage[] }> {
  const history = await connection.request('chat.history', { sessionKey: key, limit: ENTRIES, maxChars: TEXT_BYTES });
  const { messages } = History.parse(history);
  const turn = messages
    .slice(messages.findLastIndex(({ role }) => role === 'user') + 1)
    .filter(({ role }) => role === 'assistant');
  const texts = turn.map(textOf).filter((text) => text !== '');
  const words = texts.join('\n\n');
  const whole = words.trimEnd().endsWith(final.trim()) ? words : `${words}\n\n${final}`;
  return {
    text: endOfText(Buffer.from(whole.trim()), TEXT_BYTES),
    usage: turn.flatMap(({ __openclaw: entry, ...message }) => (entry && reader.ofMessage(entry.id, message)) ?? []),
  };
}
