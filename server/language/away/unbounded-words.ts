const UNBOUNDED =
  /\b(?:anything|everything|whatever|whichever|any (?:other )?(?:changes?|files?|work|tasks?|commands?)|all (?:the )?(?:files|changes|code|work|commands|tools)|full (?:access|control|permissions?)|unrestricted|no (?:limits?|restrictions?)|(?:entire|whole) (?:repo(?:sitory)?|code ?base|project|machine|system|disk))\b/i;
/** A glob or path that covers all there is. */
const EVERY_PATH =
  /`(?:\.?\/?\*{1,2}(?:\/\*{1,2}(?:\.\*)?)?|\.\/?|\/|~\/?)`|(?:^|[\s,;])\.?\/?\*{1,2}\/\*{1,2}(?:\.\*)?(?=$|[\s,;.])|(?:^|[\s,;])\*\*(?=$|[\s,;])/;
const BOUNDED_BEHIND =
  /^\s+(?:that \S{1,20} )?(?:in|under|inside|within|below|beneath|of|matching|listed|named)\s+[^.;]{0,80}?(?:`|\w\/|\w\.\w|\babove\b|\bbelow\b)/i;
const NEGATION = /\b(?:no|not|never|nothing|don['’]?t|without|except|neither|nor|before|stop|avoid|ask)\b[^.;]*$/i;

/** Words that set no bounds to what is allowed; null where a path bounds them, or they forbid. Bounded. */
export function unboundedWordsIn(text: string): string | null {
  const bounded = text.slice(0, 2000);
  const path = EVERY_PATH.exec(bounded);
  if (path && !NEGATION.test(bounded.slice(0, path.index))) return path[0].replace(/^[\s,;]+/, '');
  const match = UNBOUNDED.exec(bounded);
  if (!match || NEGATION.test(bounded.slice(0, match.index))) return null;
  if (BOUNDED_BEHIND.test(bounded.slice(match.index + match[0].length))) return null;
  return match[0];
}
