import { labelKey } from '../inline-text.ts';
import { sectionKey } from '../known-sections.ts';
import { propose } from './completion-place.ts';
import type { Complete, CompletionPlace, Proposal } from './completion-place.ts';

interface Key {
  readonly label: string;
  readonly detail: string;
}

const HEAD: readonly Key[] = [
  { label: 'name', detail: 'what the PRP is for, in a line' },
  { label: 'description', detail: 'what is built and for whom' },
];

const ENVIRONMENT: readonly Key[] = [
  { label: 'model', detail: 'the model that the plan was written for' },
  { label: 'project_type', detail: 'such as typescript, python or docs' },
  { label: 'test_command', detail: 'runs all tests' },
  { label: 'lint_command', detail: 'checks style' },
  { label: 'type_check', detail: 'checks types' },
  { label: 'build_command', detail: 'builds what is shipped' },
];

const REFERENCES: readonly Key[] = [
  { label: 'file', detail: 'a file of the project to read' },
  { label: 'url', detail: 'a page to read' },
  { label: 'docfile', detail: 'a document of the project to read' },
  { label: 'doc', detail: 'a document to read' },
  { label: 'why', detail: 'what is in it that matters' },
  { label: 'section', detail: 'the part that matters' },
  { label: 'critical', detail: 'what must not be missed' },
];

const TASK: readonly Key[] = [
  { label: 'CREATE', detail: 'a new file' },
  { label: 'MODIFY', detail: 'a file that exists' },
  { label: 'FIND', detail: 'a place in a file' },
  { label: 'INJECT', detail: 'what goes in there' },
  { label: 'PRESERVE', detail: 'what must stay as it is' },
  { label: 'MIRROR', detail: 'a pattern to follow' },
  { label: 'KEEP', detail: 'what is not to be changed' },
];

const FENCES: readonly { readonly section: RegExp; readonly keys: readonly Key[]; readonly suffix: string }[] = [
  { section: /^environment check\b/, keys: ENVIRONMENT, suffix: ': ' },
  { section: /^documentation references\b/, keys: REFERENCES, suffix: ': ' },
  { section: /^(?:list of tasks|tasks|implementation tasks|task list)\b/, keys: TASK, suffix: ' ' },
];

const MAX_LINES = 200;

/** Keys in the head of a PRP, also before there is one. */
export const completeFrontMatter: Complete = (place) => {
  const { here, position, before } = place;
  if (here.facts.kind !== 'prp' || !/^[\w-]*$/.test(before)) return null;
  const { document } = here;
  const head = document.frontMatter;
  const inside = head ? position.line < head.endLine || isNextLine(place) : isAtStart(place);
  if (!inside) return null;
  const known = head?.fields;
  const missing = HEAD.filter(({ label }) => !known?.has(label) || before === label);
  return propose(place, 'key', before.length, missing.map(headProposal), /^[\w-]*/);
};

function headProposal({ label, detail }: Key): Proposal {
  const newText = label === 'name' ? 'name: "${1}"' : 'description: |\n  ${1}';
  return { label, detail, newText, snippet: true };
}

/** A word right below a head without `---` is a key whose colon is still missing. */
function isNextLine({ here: { document }, position: { line } }: CompletionPlace): boolean {
  const head = document.frontMatter;
  return head !== null && !head.fenced && line === head.endLine && document.lines.text(line - 1).trim() !== '';
}

/** Nothing but blank lines and the word that is being written stands in the document's first lines. */
function isAtStart({ here, position }: CompletionPlace): boolean {
  if (position.line > 5) return false;
  for (let line = 0; line < position.line; line += 1) if (here.document.lines.text(line).trim() !== '') return false;
  return true;
}

/** Keys in the YAML fences of a PRP that the template has. */
export const completeYamlKeys: Complete = (place) => {
  const { here, fence, before, headings } = place;
  if (here.facts.kind !== 'prp' || !fence || !/^ya?ml$/.test(fence.language)) return null;
  const written = /^\s*(?:[-*]\s+)?([A-Za-z_]*)$/.exec(before)?.[1];
  const kind = FENCES.find(({ section }) => headings.some(({ text }) => section.test(sectionKey(text))));
  if (written === undefined || !kind || place.position.line === fence.line) return null;
  const known = kind.keys === ENVIRONMENT ? keysIn(place) : new Set<string>();
  const missing = kind.keys.filter(({ label }) => !known.has(labelKey(label)) || label === written);
  const suffix = place.behind.startsWith(':') ? '' : kind.suffix;
  return propose(
    place,
    'key',
    written.length,
    missing.map(({ label, detail }) => ({ label, detail, newText: `${label}${suffix}` })),
  );
};

function keysIn({ here, fence, position }: CompletionPlace): ReadonlySet<string> {
  const keys = new Set<string>();
  const first = fence?.line ?? 0;
  const end = Math.min(fence?.endLine ?? 0, first + MAX_LINES);
  for (let line = first + 1; line < end; line += 1) {
    if (line === position.line) continue;
    const key = /^\s*([A-Za-z_]+)\s*:/.exec(here.document.lines.text(line).slice(0, 200))?.[1];
    if (key !== undefined) keys.add(labelKey(key));
  }
  return keys;
}
