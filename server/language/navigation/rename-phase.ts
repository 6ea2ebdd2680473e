import type { TextRange } from '../line-index.ts';
import { normalizePhaseId, phaseIdOfFileName } from '../phase-id.ts';
import { prdOfPrp, prpsOfPhase } from '../relations.ts';
import { changesOf } from './changes.ts';
import type { PlacedEdit } from './changes.ts';
import type { RenameResult } from './rename.ts';
import type { Target, Targets } from './target.ts';

type PhaseTarget = Extract<Target, { type: 'phase' }>;

interface FileRename {
  readonly from: string;
  readonly to: string;
}

/** Gives a phase another id in every document of its plan, and its PRPs the file names that belong to it. */
export function renamePhase(targets: Targets, target: PhaseTarget, newId: string): RenameResult {
  const { prd, id: oldId } = target;
  if (newId === '') return { refusal: 'A phase needs an id, such as 3, 2.1 or 5b.' };
  const id = /^\d{1,3}(?:\.\d{1,3})*[a-z]?$/i.test(newId) ? normalizePhaseId(newId) : null;
  if (id === null) return { refusal: `"${newId}" is no phase id. Ids are numbers such as 3, 2.1 or 5b.` };
  if (id === oldId) return { changes: [] };
  const taken = prd.phases.find((phase) => phase.id === id);
  if (taken) return { refusal: `${prd.path} has a phase ${id} already: "${taken.title}".` };
  const [named] = targets.occurrences({ ...target, id });
  if (named) {
    const line = named.mention.range.start.line + 1;
    return {
      refusal: `Phase ${id} is spoken of in ${named.facts.path}, line ${line}. The two could not be told apart.`,
    };
  }
  const renames = fileRenames(targets, target, id);
  const exists = renames.find(({ to }) => targets.view.document(to) !== null || isOnDisk(targets, to));
  if (exists) return { refusal: `${exists.from} would become ${exists.to}, which is there already.` };
  const edits = targets.occurrences(target).flatMap(({ facts, mention }): readonly PlacedEdit[] => {
    if (mention.type !== 'phase') return [];
    const newText = mention.anchor ? id.replaceAll('.', '') : writtenAs(id, mention.written);
    return [{ path: facts.path, edit: { range: mention.range, newText } }];
  });
  return {
    changes: [
      ...changesOf([...edits, ...pathEdits(targets, renames)]),
      ...renames.map(({ from, to }) => ({ kind: 'rename' as const, from, to })),
    ],
  };
}

function isOnDisk({ view }: Targets, path: string): boolean {
  return view.entry(path) === 'file' || view.entry(path) === 'folder';
}

/** PRPs of this phase that are certainly of this PRD. */
function fileRenames({ view }: Targets, { prd, id }: PhaseTarget, newId: string): readonly FileRename[] {
  return prpsOfPhase(view, prd.path, id)
    .filter(({ path }) => prdOfPrp(view, path)?.path === prd.path)
    .flatMap(({ path }) => {
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      const name = withPhaseId(path.slice(folder.length), id, newId);
      return name === null ? [] : [{ from: path, to: folder + name }];
    });
}

/** The file's name with another id where it has this one; null where it has it nowhere. */
function withPhaseId(name: string, id: string, newId: string): string | null {
  const pattern = /(?<=(?:^|[-_. ])(?:phase[-_. ]?|p-?))\d{1,4}(?:\.\d{1,4})*[a-z]?(?=$|[-_. ])/gi;
  const own = [...name.matchAll(pattern)].findLast((match) => normalizePhaseId(match[0]) === id);
  if (!own) return null;
  const renamed = name.slice(0, own.index) + writtenAs(newId, own[0]) + name.slice(own.index + own[0].length);
  return phaseIdOfFileName(renamed) === newId ? renamed : null;
}

/** Wherever a document names a PRP by its path, the end of the path changes. */
function pathEdits({ view }: Targets, renames: readonly FileRename[]): readonly PlacedEdit[] {
  const byPath = new Map(renames.flatMap(({ from, to }) => [[from, to] as const, [nameOf(from), to] as const]));
  if (byPath.size === 0) return [];
  return (['prd', 'prp', 'workflow'] as const)
    .flatMap((kind) => view.documents(kind))
    .flatMap(({ path, mentions }) =>
      mentions.flatMap((mention) => {
        const to = mention.type === 'file' ? byPath.get(mention.path) : undefined;
        if (mention.type !== 'file' || to === undefined) return [];
        return [
          { path, edit: { range: lastColumns(mention.range, nameOf(mention.path).length), newText: nameOf(to) } },
        ];
      }),
    );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function lastColumns({ end }: TextRange, columns: number): TextRange {
  return { start: { line: end.line, character: end.character - columns }, end };
}

/** The id as the document writes ids: with a zero in front, in capitals, or in Chinese numerals. */
function writtenAs(id: string, written: string): string {
  const number = Number(id);
  if (/^[一-十]+$/u.test(written) && Number.isInteger(number) && number > 0 && number < 100) return inChinese(number);
  const digits = /^0\d+/.exec(written)?.[0].length ?? 0;
  const padded = id.replace(/^\d+/, (whole) => whole.padStart(digits, '0'));
  return /[A-Z]$/.test(written) ? padded.toUpperCase() : padded;
}

function inChinese(number: number): string {
  const digits = '〇一二三四五六七八九';
  const tens = Math.floor(number / 10);
  const ones = number % 10 === 0 ? '' : (digits[number % 10] ?? '');
  return tens === 0 ? ones : `${tens === 1 ? '' : (digits[tens] ?? '')}十${ones}`;
}
