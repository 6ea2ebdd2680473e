import { createHash } from 'node:crypto';
import type { PromptName } from '#schemas/prompt-name.ts';
import { PROMPT_VARIABLES, type PromptVariables } from '#schemas/prompts.ts';
import { readFrontMatter } from '../language/front-matter.ts';
import { indexLines } from '../language/line-index.ts';
import { checkTags } from './check-tags.ts';
import { readTags, type Problem, type Tag } from './read-tags.ts';
import { renderTemplate, type Parts } from './render-template.ts';
import { fieldsOf, type Fields } from './shape.ts';

export interface PromptTemplate<Name extends PromptName = PromptName> {
  readonly name: Name;
  readonly description: string;
  /** `3 a1b2c3`: as the template says, and the beginning of the SHA-256 of it and of the parts that it takes in. */
  readonly version: string;
  /** Throws a `PromptTooLong`. */
  render(variables: PromptVariables<Name>): string;
}

export type TemplateResult<Name extends PromptName> =
  | { readonly ok: true; readonly template: PromptTemplate<Name> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_BYTES = 65_536;

/** What a program or the next agent needs of each, outside of any section: without it the session is for nothing. */
const REQUIRED: Readonly<Record<PromptName, { readonly kind: 'part' | 'value' | 'section'; readonly name: string }>> = {
  executor: { kind: 'part', name: 'report-execution' },
  'executor-contract': { kind: 'part', name: 'publish-contract' },
  research: { kind: 'value', name: 'prp' },
  validator: { kind: 'part', name: 'report-verification' },
  debugger: { kind: 'part', name: 'report-fix' },
  conflict_resolver: { kind: 'section', name: 'conflicts' },
  reviewer: { kind: 'part', name: 'report-verification' },
  pm: { kind: 'part', name: 'report-execution' },
  qa: { kind: 'part', name: 'report-verification' },
  pe: { kind: 'part', name: 'report-execution' },
  verify: { kind: 'part', name: 'report-verification' },
};

/** Reads a template and finds everything that is wrong with it before it is ever used. Never throws. */
export function readTemplate<Name extends PromptName>(name: Name, written: string, parts: Parts): TemplateResult<Name> {
  const text = written.replaceAll(/\r\n?/g, '\n');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) return refused({ line: 1, message: `it has ${bytes} bytes, and at most 64 KiB are allowed.` });
  const head = readHead(text);
  if ('message' in head) return refused(head);
  const read = readTags(head.body);
  const shifted = ({ line, message }: Problem): Problem => ({ line: line + head.linesBefore, message });
  if (!read.ok) return refused(shifted(read.problem));
  const partTags = new Map([...parts].map(([part, content]) => [part, tagsOf(content)]));
  const scope = { fields: variablesOf(name), item: null, repeats: false };
  const problems = checkTags(read.tags, [scope], { prompt: name, parts: partTags }).map(shifted);
  const lacking = lacks(name, read.tags);
  if (lacking !== null) problems.push({ line: indexLines(text.trimEnd()).count, message: lacking });
  if (problems.length > 0) return { ok: false, problems };
  const version = `${head.version} ${hashOf(text, partsIn(read.tags, partTags), parts)}`;
  const { description, body } = head;
  return {
    ok: true,
    template: {
      name,
      description,
      version,
      render: (variables) => renderTemplate(body, parts, PROMPT_VARIABLES[name].parse(variables)),
    },
  };
}

/** What the template of this prompt may name. */
export function variablesOf(name: PromptName): Fields {
  const fence = { kind: 'text', description: 'The marks of a fence that nothing in the values can end.' } as const;
  return new Map([...fieldsOf(PROMPT_VARIABLES[name]), ['fence', fence]]);
}

function refused(problem: Problem): { ok: false; problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}

interface Head {
  readonly version: number;
  readonly description: string;
  readonly body: string;
  readonly linesBefore: number;
}

function readHead(text: string): Head | Problem {
  const lines = indexLines(text);
  const head = readFrontMatter(text, lines);
  const how = 'Begin the file with three lines: `---`, `version: 1`, `---`.';
  if (!head?.fenced) return { line: 1, message: `it has no front matter, so no version. ${how}` };
  const version = head.fields.get('version') ?? '';
  if (!/^[1-9]\d{0,5}$/.test(version)) {
    return { line: 1, message: `its front matter has no version that is a number from 1. ${how}` };
  }
  const body = text.slice(lines.start(head.endLine));
  const blank = /^\n*/.exec(body)?.[0].length ?? 0;
  return {
    version: Number(version),
    description: head.fields.get('description') ?? '',
    body: body.slice(blank).trimEnd(),
    linesBefore: head.endLine + blank,
  };
}

/** Parts come with the product, and a test reads each of them. */
function tagsOf(part: string): readonly Tag[] {
  const read = readTags(part);
  return read.ok ? read.tags : [];
}

function lacks(name: PromptName, tags: readonly Tag[]): string | null {
  const wanted = REQUIRED[name];
  if (tags.some(({ kind, name: found }) => kind === wanted.kind && found === wanted.name)) return null;
  const sign = wanted.kind === 'part' ? '> ' : wanted.kind === 'section' ? '#' : '';
  return `{{${sign}${wanted.name}}} is missing, outside of any section: ${name} is of no use without it. Put it in.`;
}

function partsIn(tags: readonly Tag[], parts: ReadonlyMap<string, readonly Tag[]>): string[] {
  return tags.flatMap((tag) => {
    if (tag.kind === 'part') return [tag.name, ...partsIn(parts.get(tag.name) ?? [], parts)];
    return 'inside' in tag ? partsIn(tag.inside, parts) : [];
  });
}

function hashOf(text: string, names: readonly string[], parts: Parts): string {
  const hash = createHash('sha256').update(text);
  for (const name of new Set(names)) hash.update(`\0${name}\0${parts.get(name) ?? ''}`);
  return hash.digest('hex').slice(0, 6);
}
