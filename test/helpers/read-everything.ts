import { codeLensesOf } from '../../server/language/assist/code-lenses.ts';
import { completionsAt } from '../../server/language/assist/completion.ts';
import { hoverAt } from '../../server/language/assist/hover.ts';
import { inlayHintsOf } from '../../server/language/assist/inlay-hints.ts';
import { noLivePlans } from '../../server/language/assist/live-plans.ts';
import { checkParsed } from '../../server/language/check-document.ts';
import { factsOf } from '../../server/language/facts.ts';
import { fixAll } from '../../server/language/fix-all.ts';
import type { Position } from '../../server/language/line-index.ts';
import { definitionsAt } from '../../server/language/navigation/definitions.ts';
import { documentLinks } from '../../server/language/navigation/document-links.ts';
import type { Here } from '../../server/language/navigation/here.ts';
import { renameRangeAt } from '../../server/language/navigation/rename.ts';
import { semanticTokens } from '../../server/language/navigation/semantic-tokens.ts';
import { outlineOf } from '../../server/language/outline.ts';
import { parseDocument } from '../../server/language/parse-document.ts';
import type { ProjectView } from '../../server/language/project-view.ts';
import { refactoringsAt } from '../../server/language/refactorings/index.ts';
import { trackedPhases } from '../../server/language/tracker/tracked-phases.ts';
import type { SeedDocument } from './seed-documents.ts';

/** Asks a document for everything that the server would, as if it had just been typed over `previous`. */
export function readEverything({ path, text }: SeedDocument, previous: string, project: ProjectView): void {
  const document = parseDocument(text, parseDocument(previous));
  const facts = factsOf(path, document);
  for (const finding of checkParsed(path, document, { inProject: true, project })) {
    for (const fix of finding.fixes) fix.changes();
  }
  outlineOf(path, text);
  trackedPhases(text, undefined);
  askEverything({ path, document, facts }, project);
}

/** Mends all that can be mended safely; apart, because it checks the document several times. */
export function fixEverything({ path, text }: SeedDocument, project: ProjectView): void {
  fixAll(path, text, (current) => checkParsed(path, parseDocument(current), { inProject: true, project }));
}

function askEverything(here: Here, project: ProjectView): void {
  const { lines } = here.document;
  semanticTokens(here);
  documentLinks(here, project);
  codeLensesOf(here, project, noLivePlans);
  const end = { line: lines.count - 1, character: 0 };
  inlayHintsOf(here, { start: { line: 0, character: 0 }, end }, project, noLivePlans);
  // The last line, one in the middle, and the places that mean something.
  const middle = lines.count >> 1;
  const named = here.facts.mentions.slice(0, 3).map(({ range }) => range.start);
  for (const position of [endOf(here, middle), endOf(here, lines.count - 1), ...named]) {
    hoverAt(here, position, project, noLivePlans);
    completionsAt(here, position, project);
    definitionsAt(here, position, project);
    renameRangeAt(here, position, project);
    for (const one of refactoringsAt(here.path, here.document, { start: position, end: position }, project))
      one.changes();
  }
}

function endOf({ document }: Here, line: number): Position {
  return { line, character: document.lines.text(line).length };
}
