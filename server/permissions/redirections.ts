import type { Redirection } from 'unbash';
import { act, type Call, touch } from './call.ts';
import { type Arg, type Deed, unknownWord, word } from './deed.ts';
import { argsOf } from './words.ts';

/** What a redirection does, and what the program reads through it. */
export function redirection(one: Redirection, call: Call): { deeds: readonly Deed[]; given: Arg | null } {
  if (one.type === 'HereDoc') {
    const isKnown = one.body.parts === undefined;
    return { deeds: [], given: isKnown ? word(one.body.text) : unknownWord(one.body.text) };
  }
  const words = one.target ? argsOf(one.target) : [unknownWord('')];
  const target = words.length === 1 && words[0] ? words[0] : unknownWord(words.map(({ text }) => text).join(' '));
  if (one.type === 'HereString') return { deeds: [], given: target };
  if (/^(?:\d+-?|-)$/.test(target.text) && one.operator.includes('&') && target.known)
    return { deeds: [], given: null };
  const socket = /^\/dev\/(?:tcp|udp)\/([^/]*)/.exec(target.text);
  if (socket) return { deeds: [act(call, 'network', socket[1] ?? '?', { host: socket[1] ?? null })], given: null };
  const isReading = one.operator === '<' || one.operator === '<&';
  // The shell opens the file: what allows the program says nothing of where its output goes.
  const shell = { ...call, command: [] };
  const deeds = [touch(shell, isReading ? 'read' : 'write', target)];
  if (one.operator === '<>') deeds.push(touch(shell, 'read', target));
  return { deeds, given: isReading || one.operator === '<>' ? unknownWord('<') : null };
}
