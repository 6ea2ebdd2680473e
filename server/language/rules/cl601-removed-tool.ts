import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { Fix, Report, Rule } from './rule.ts';

/** Tools of agents that are gone, by the word that they all begin with, and the first version without them. */
const BEGINNING = 'Team';
const REMOVED: ReadonlyMap<string, string> = new Map([
  ['TeamCreate', 'Claude Code 2.1.178'],
  ['TeamDelete', 'Claude Code 2.1.178'],
]);
const LONGEST = 10;

const MAX_REPORTS = 50;
const MAX_PLACES = 1000;

/** Languages in which instructions to an agent are written; in others the word is a name of the program's own. */
const INSTRUCTIONS = new Set(['', 'text', 'txt', 'plaintext', 'markdown', 'md', 'yaml', 'yml', 'json', 'xml']);

export const removedTool: Rule = {
  id: 'CL601',
  title: 'Agent tool that no longer exists',
  rationale:
    'An agent that is told to use a tool it does not have stops, or makes something up in its place. TeamCreate and TeamDelete are gone since Claude Code 2.1.178; CLUTCH starts the executors of a phase itself.',
  kinds: ['prd', 'prp', 'workflow', 'away'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const reports: Report[] = [];
    for (const { tool, since, at } of placesOf(document.text)) {
      if (reports.length >= MAX_REPORTS) break;
      const start = document.lines.positionAt(at);
      const range = { start, end: { line: start.line, character: start.character + tool.length } };
      if (!isInstruction(document, range, tool)) continue;
      reports.push({
        range,
        message: `${tool} no longer exists since ${since}. Leave it out: CLUTCH starts and ends the executors itself.`,
        fixes: fixesOf(document, path, range, tool),
      });
    }
    return reports;
  },
};

/** The words by themselves, not longer names, members, elements or files that begin or end with them. */
function* placesOf(text: string): Generator<{ readonly tool: string; readonly since: string; readonly at: number }> {
  let places = 0;
  for (let at = text.indexOf(BEGINNING); at >= 0; at = text.indexOf(BEGINNING, at + BEGINNING.length)) {
    const tool = text.slice(at, at + LONGEST);
    const since = REMOVED.get(tool);
    const before = text.slice(Math.max(0, at - 1), at);
    const behind = text.slice(at + tool.length, at + tool.length + 2);
    if (since === undefined || /[\w.</$@#-]/.test(before) || /^(?:[\w$<-]|[./]\w)/.test(behind)) continue;
    places += 1;
    if (places > MAX_PLACES) return;
    yield { tool, since, at };
  }
}

function isInstruction(document: ParsedDocument, { start }: TextRange, tool: string): boolean {
  const declared = /\b(?:type|class|interface|enum|function|const|mutation|query|component|struct|def)\s+[`*]*$/i;
  if (declared.test(document.lines.text(start.line).slice(Math.max(0, start.character - 40), start.character))) {
    return false;
  }
  const fence = document.fences.find((one) => start.line >= one.line && start.line < one.endLine);
  if (fence) return INSTRUCTIONS.has(fence.language);
  // In a comment nobody is told anything; front matter is hidden like one but lists the tools.
  const inFrontMatter = start.line < (document.frontMatter?.endLine ?? 0);
  return inFrontMatter || document.visibleLine(start.line).slice(start.character).startsWith(tool);
}

/** From a list such as `Task, TeamCreate, Read` the word and one comma can go; a sentence is its author's to change. */
function fixesOf(document: ParsedDocument, path: string, range: TextRange, tool: string): readonly Fix[] {
  const { line, character } = range.start;
  const text = document.lines.text(line);
  const mark = text[character - 1] === '`' && text[range.end.character] === '`' ? 1 : 0;
  const from = character - mark;
  const to = range.end.character + mark;
  const before = /[\w)`"'](,\s{0,8})$/.exec(text.slice(Math.max(0, from - 20), from))?.[1];
  const behind = /^(,\s{0,8})(?=[\w`"'])/.exec(text.slice(to, to + 20))?.[1];
  if (before === undefined && behind === undefined) return [];
  // A sentence has commas as well, but a list of tools holds nothing but single words.
  const list = text.slice(Math.max(0, from - 60), to + 60);
  if (/[.;!?]\s|,\s+\w+ \w+/.test(list)) return [];
  const cut = behind === undefined ? { from: from - (before?.length ?? 0), to } : { from, to: to + behind.length };
  const edit = {
    range: { start: { line, character: cut.from }, end: { line, character: cut.to } },
    newText: '',
  };
  return [
    { title: `Remove ${tool} from the list`, safe: false, changes: () => [{ kind: 'edit', path, edits: [edit] }] },
  ];
}
