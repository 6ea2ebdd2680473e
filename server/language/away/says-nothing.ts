import { plainText } from '../inline-text.ts';

const NOTHING = /^(?:none|n\/?a|nothing|not set|unknown|xxx|-+|—|–|…|\.{3}|\?+)?[.!]?$/i;
const TODO = /^(?:todo|tbd|fixme|to be (?:done|decided|defined|written))\b/i;
const BRACKETS = /^(?:<[^<>]*>|\{[^{}]*\}|\[[^[\]]*\])[.!]?$/;

/** Whether words stand where something is still to be said: `TODO …`, `[objective]`, `none`, `…`. */
export function saysNothing(text: string): boolean {
  const plain = plainText(text.slice(0, 2000)).replace(/^[_*]+|[_*]+$/g, '');
  return NOTHING.test(plain) || TODO.test(plain) || BRACKETS.test(plain);
}
