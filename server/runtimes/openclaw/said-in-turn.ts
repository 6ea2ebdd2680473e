import { endOfText } from '../../platform/processes/byte-tail.ts';
import type { Connection } from './connect.ts';
import { History, textOf } from './frames.ts';

const TEXT_BYTES = 64 * 1024;
/** Entries of the transcript, from its end; each tool call is two. */
const ENTRIES = 100;

/**
 * What the agent said since the last prompt. It is read from the transcript, because the stream leaves out words that
 * stand before a tool call. `final` is how the run ended, which may not be written there yet.
 */
export async function saidInTurn(connection: Connection, key: string, final: string): Promise<string> {
  const history = await connection.request('chat.history', { sessionKey: key, limit: ENTRIES, maxChars: TEXT_BYTES });
  const { messages } = History.parse(history);
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const texts = turn.filter(({ role }) => role === 'assistant').map(textOf);
  const words = texts.filter((text) => text !== '').join('\n\n');
  const whole = words.trimEnd().endsWith(final.trim()) ? words : `${words}\n\n${final}`;
  return endOfText(Buffer.from(whole.trim()), TEXT_BYTES);
}
