import type { ContractFunction, ContractParameter } from '#schemas/document/contract.ts';

const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const CLOSING = new Set(Object.values(OPENING));

/** Splits at separators outside of brackets and quotes; brackets that do not match count as they stand. */
export function splitOutside(text: string, separators: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character in OPENING) depth += 1;
    else if (CLOSING.has(character) && !isArrow(text, at)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && separators.includes(character)) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

/** The end of `=>` and `->` closes nothing. */
function isArrow(text: string, at: number): boolean {
  return text[at] === '>' && (text[at - 1] === '=' || text[at - 1] === '-');
}

const HEAD = /^(?:export )?(?:async )?(?:(?:function|def|func|fn) )?([\p{L}_$][\p{L}\p{N}_$.]{0,199})\(/u;
const MAX_SIGNATURE = 2_000;

/** `name(a, b?: number): string` and `name(a: int) -> str`; null for what is no signature or names no result. */
export function readSignature(text: string): ContractFunction | null {
  if (text.length > MAX_SIGNATURE) return null;
  const head = HEAD.exec(text);
  if (!head) return null;
  const from = head[0].length;
  const end = closingBracket(text, from);
  if (end === null) return null;
  const returns = /^\s*(?::|->|=>|→)\s*(\S.*)$/u.exec(text.slice(end + 1))?.[1]?.trim() ?? '';
  if (!isTypeText(returns)) return null;
  const inner = text.slice(from, end).trim();
  const parameters = inner === '' ? [] : splitOutside(inner, ',').map(readParameter);
  if (parameters.length > 50 || !parameters.every((one) => one !== null)) return null;
  return { name: head[1] ?? '', parameters, returns };
}

function closingBracket(text: string, from: number): number | null {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}

function readParameter(text: string): ContractParameter | null {
  const match = /^((?:\.{3}|\*{1,2})?[\p{L}_$][\p{L}\p{N}_$]{0,190})(\?)?\s*(?::\s*([^=]*(?:=>[^=]*)*))?(=.*)?$/u.exec(
    text,
  );
  if (!match) return null;
  const type = match[3]?.trim();
  if (type !== undefined && !isTypeText(type)) return null;
  return {
    name: match[1] ?? '',
    ...(type === undefined ? {} : { type }),
    ...(match[2] !== undefined || match[4] !== undefined ? { optional: true } : {}),
  };
}

/** Words that may stand in front of another word in a type; two words otherwise are prose. */
const MODIFIER = /\b(?:readonly|keyof|typeof|unique|infer|extends|is|asserts|dyn|mut|impl|const|unsigned|long)\s+/g;

function isTypeText(text: string): boolean {
  if (text === '' || text.length > 1_000) return false;
  if (/\.{3}(?!\p{L})|…|\b(?:tbd|todo)\b/iu.test(text)) return false;
  return !/[\p{L}\p{N}_$]\s+[\p{L}_$]/u.test(text.replace(/'[^']*'|"[^"]*"/g, '0').replace(MODIFIER, ''));
}

/** The signature in one line, as a person writes it. */
export function describeFunction({ name, parameters, returns }: ContractFunction): string {
  const inner = parameters.map(
    ({ name: parameter, type, optional }) =>
      `${parameter}${optional === true ? '?' : ''}${type === undefined ? '' : `: ${type}`}`,
  );
  return `${name}(${inner.join(', ')})${returns === undefined ? '' : `: ${returns}`}`;
}
