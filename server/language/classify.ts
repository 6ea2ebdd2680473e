import type { DocumentKind, PrdProfile } from '#schemas/document/outline.ts';
import { isRecordDocument } from './collab/read-record.ts';
import { labelKey } from './inline-text.ts';
import { CLASSIC_SECTIONS, INTENT_SECTIONS, PRP_SECTIONS, sectionKey } from './known-sections.ts';
import { parseDocument } from './parse-document.ts';
import type { ParsedDocument } from './parse-document.ts';
import { workstreamsSection } from './workstreams.ts';

/** What a document is, by where it lies and what it says. Ordinary markdown is `other`. */
export function classify(path: string, text: string): DocumentKind {
  return classifyDocument(path, parseDocument(text));
}

const IGNORED_NAMES = /^(?:readme|index|changelog|contributing|license|status|notes|template|claude|agents|todo)$/;
const IGNORED_FOLDERS = new Set(['templates', 'template', 'planning', 'ai_docs', 'contracts', 'node_modules']);

/** The same for a document that is parsed already. `path` may use either kind of separator. */
export function classifyDocument(path: string, document: ParsedDocument): DocumentKind {
  if (/\.jsonl?$/i.test(path)) return isRecordDocument(path, document) ? 'record' : 'other';
  const segments = path.replaceAll('\\', '/').toLowerCase().split('/');
  const name = (segments.at(-1) ?? '').replace(/\.(?:md|markdown|mdx)$/, '');
  const folders = segments.slice(0, -1);
  if (name === 'workflow') return isTracker(document) ? 'workflow' : 'other';
  if (name === 'away_development_plan' || /\baway development plan$/i.test(titleOf(document))) return 'away';
  const place = placeOf(folders, name);
  if (place !== null) return judge(place, document);
  if (/^clutch workflow tracker\b/i.test(titleOf(document)) && isTracker(document)) return 'workflow';
  return judge('anywhere', document);
}

type Place = 'prd-name' | 'prd-folder' | 'prd-shard' | 'prp-name' | 'prp-folder' | 'ignored' | 'anywhere';

function placeOf(folders: readonly string[], name: string): Place | null {
  const prdName = /(?:^|[-_. ])prd(?:$|[-_. ])/.test(name);
  const prpName = /(?:^|[-_. ])prp(?:$|[-_. ])/.test(name);
  // The nearest folder decides: PRDs/x/PRPs/y.md is a PRP.
  const nearest = folders.findLast((folder) => /^(?:prds?|prps?)$/.test(folder));
  if (folders.slice(-2).some((folder) => IGNORED_FOLDERS.has(folder)) && nearest !== undefined) return 'ignored';
  if (nearest !== undefined && IGNORED_NAMES.test(name)) return 'ignored';
  if (nearest?.startsWith('prp')) return prdName && !prpName ? 'prd-name' : prpName ? 'prp-name' : 'prp-folder';
  if (prpName) return 'prp-name';
  if (nearest === 'prds') return prdName ? 'prd-name' : 'prd-folder';
  if (prdName) return 'prd-name';
  return nearest === 'prd' ? 'prd-shard' : null;
}

function judge(place: Place, document: ParsedDocument): DocumentKind {
  const marks = countMarks(document);
  switch (place) {
    case 'ignored':
      return 'other';
    case 'prp-name':
      return 'prp';
    case 'prp-folder':
      return marks.prp >= 1 || marks.saysPrp || marks.blank ? 'prp' : marks.prd >= 4 && marks.saysPrd ? 'prd' : 'other';
    case 'prd-name':
      return 'prd';
    case 'prd-folder':
      return marks.prd >= 1 || marks.saysPrd || marks.blank || !marks.anyHeading ? 'prd' : 'other';
    case 'prd-shard':
      return marks.saysPrd || marks.prd >= 4 ? 'prd' : 'other';
    case 'anywhere':
      if (marks.saysPrp && marks.prp >= 3) return 'prp';
      return marks.saysPrd && marks.prd >= 3 ? 'prd' : 'other';
  }
}

interface Marks {
  readonly prd: number;
  readonly prp: number;
  readonly saysPrd: boolean;
  readonly saysPrp: boolean;
  readonly anyHeading: boolean;
  readonly blank: boolean;
}

const PRD_SECTIONS = new Set([...CLASSIC_SECTIONS, ...INTENT_SECTIONS]);
const PRP_ONLY = new Set(PRP_SECTIONS);

function countMarks(document: ParsedDocument): Marks {
  const keys = new Set(document.headings.map((heading) => sectionKey(heading.text)));
  const title = titleOf(document);
  const name = document.frontMatter?.fields.get('name') ?? '';
  const phases = [...keys].some((key) => /\bphase (?:\d|[a-z]\b)|\bphases\b/.test(key));
  const head = name !== '' && document.frontMatter?.fields.has('description') ? 1 : 0;
  return {
    prd: [...keys].filter((key) => PRD_SECTIONS.has(key)).length + (phases ? 1 : 0),
    prp: [...keys].filter((key) => PRP_ONLY.has(key)).length + head + (workstreamsSection(document) ? 1 : 0),
    saysPrd: /\bPRD\b|\bproduct requirements?(?: document)?\b/i.test(title),
    saysPrp: /\bPRP\b|\bproduct requirements? prompt\b/i.test(`${title} ${name}`),
    anyHeading: keys.size > 0,
    blank: document.text.trim() === '',
  };
}

function titleOf(document: ParsedDocument): string {
  return document.headings.find((heading) => heading.level === 1)?.text ?? '';
}

/** A tracker has its title, or the table of phases and statuses; an agent's prompt or a CI description has neither. */
function isTracker(document: ParsedDocument): boolean {
  const titled = document.headings.some(
    (heading) => heading.level === 1 && /^(?:CLUTCH|Project) Workflow Tracker\b/i.test(heading.text),
  );
  if (titled) return true;
  const sections = document.headings.some((heading) =>
    /^(?:execution summary|phase progress)$/.test(labelKey(heading.text)),
  );
  return (
    sections &&
    document.tables.some((table) => {
      const keys = table.header.cells.map(labelKey);
      return keys[0] === 'phase' && keys.includes('status');
    })
  );
}

/** The shape of a PRD; null where it follows none. */
export function profileOf(document: ParsedDocument): PrdProfile | null {
  const cousin = document.tables.some((table) => {
    const keys = table.header.cells.map(labelKey);
    return (
      keys.includes('phase') && (keys.includes('prp plan') || (keys.includes('parallel') && keys.includes('depends')))
    );
  });
  if (cousin) return 'cousin';
  const keys = new Set(document.headings.map((heading) => sectionKey(heading.text)));
  const intent = INTENT_SECTIONS.filter((section) => section !== 'implementation phases' && keys.has(section)).length;
  const classic = CLASSIC_SECTIONS.filter((section) => section !== 'implementation phases' && keys.has(section)).length;
  if (Math.max(intent, classic) < 3) return null;
  return intent >= classic ? 'intent' : 'classic';
}
