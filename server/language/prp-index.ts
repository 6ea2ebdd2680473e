import { phaseIdOfFileName } from './phase-id.ts';

/** A PRP as far as the name of its file tells. */
export interface RankedPrp {
  readonly path: string;
  /** How many letters of the PRD's name its own name carries. */
  readonly ours: number;
  /** 0 for one that lies in an archive. */
  readonly kept: number;
}

/** Which PRPs belong to which PRD and phase, by the names of their files. Paths are relative to the project. */
export interface PrpIndex {
  /** Best first; none that carries more of another PRD's name. */
  ofPhase(prd: string, phaseId: string): readonly RankedPrp[];
  /** The PRPs of all phases of the PRD, in the order of the list. */
  ofPrd(prd: string): readonly string[];
  /** The PRDs whose name a PRP carries, the longest name first. */
  prdsOf(prp: string): readonly string[];
}

interface NamedPrp {
  readonly path: string;
  readonly phaseId: string | null;
  /** The names of PRDs that its own name carries, the longest first. */
  readonly carried: readonly string[];
}

/**
 * Looks at every name once, so that thousands of documents can ask. A PRP that carries the name of no PRD may be
 * anybody's; templates and notes are nobody's.
 */
export function indexPrps(prps: readonly string[], prds: readonly string[]): PrpIndex {
  const byKey = new Map<string, string[]>();
  for (const prd of prds) {
    const key = prdKey(prd);
    if (key !== '') byKey.set(key, [...(byKey.get(key) ?? []), prd]);
  }
  const carriedBy = (prp: string): readonly string[] => keysIn(nameOf(prp).toLowerCase(), byKey);
  const named = prps
    .filter((path) => !/(?:^|\/)(?:templates?|planning|contracts|ai_docs)\//i.test(path))
    .map((path): NamedPrp => ({ path, phaseId: phaseIdOfFileName(nameOf(path)), carried: carriedBy(path) }));
  // By the longest name that they carry; two of one length are both as good.
  const groups = new Map<string, NamedPrp[]>();
  for (const prp of named) {
    const longest = prp.carried.filter((key) => key.length === prp.carried[0]?.length);
    for (const key of longest.length === 0 ? [''] : longest) groups.set(key, [...(groups.get(key) ?? []), prp]);
  }
  const candidates = (prd: string): readonly NamedPrp[] => {
    const key = prdKey(prd);
    return key === '' ? (groups.get('') ?? []) : [...(groups.get(key) ?? []), ...(groups.get('') ?? [])];
  };
  return {
    ofPhase: (prd, phaseId) =>
      candidates(prd)
        .filter((prp) => prp.phaseId === phaseId)
        .map(({ path, carried }) => ({ path, ours: carried[0]?.length ?? 0, kept: isArchived(path) ? 0 : 1 }))
        .sort(
          (a, b) => b.ours - a.ours || b.kept - a.kept || a.path.length - b.path.length || (a.path < b.path ? -1 : 1),
        ),
    ofPrd: (prd) => candidates(prd).map(({ path }) => path),
    prdsOf: (prp) => carriedBy(prp).flatMap((key) => byKey.get(key) ?? []),
  };
}

/** The part of the path behind the last folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `PRDs/PRD-Foo.md` → `foo`; empty for `PRD.md`, whose name says nothing. */
export function prdKey(path: string): string {
  return nameOf(path.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.md$/, '')
    .replace(/^prd(?:[-_. ]+|$)|[-_. ]+prd$/g, '');
}

const MAX_PARTS = 24;

/** The known names that stand in the text as whole words, the longest first. */
function keysIn(text: string, known: ReadonlyMap<string, unknown>): readonly string[] {
  const parts = [...text.slice(0, 300).matchAll(/[\p{L}\p{N}]+/gu)].slice(0, MAX_PARTS);
  const found = new Set<string>();
  for (const [index, first] of parts.entries()) {
    for (const last of parts.slice(index)) {
      const words = text.slice(first.index, last.index + last[0].length);
      if (known.has(words)) found.add(words);
    }
  }
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

function isArchived(path: string): boolean {
  return /(?:^|\/)(?:completed|archive|archived|old)\//i.test(path);
}
