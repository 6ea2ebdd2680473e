import { checkParsed } from '../../server/language/check-document.ts';
import { factsOf } from '../../server/language/facts.ts';
import { fixAll } from '../../server/language/fix-all.ts';
import { outlineOf } from '../../server/language/outline.ts';
import { parseDocument } from '../../server/language/parse-document.ts';
import type { ProjectView } from '../../server/language/project-view.ts';
import { trackedPhases } from '../../server/language/tracker/tracked-phases.ts';
import type { SeedDocument } from './seed-documents.ts';

/** Asks a document for everything that the server would, as if it had just been typed over `previous`. */
export function readEverything({ path, text }: SeedDocument, previous: string, project: ProjectView): void {
  const document = parseDocument(text, parseDocument(previous));
  factsOf(path, document);
  for (const finding of checkParsed(path, document, { inProject: true, project })) {
    for (const fix of finding.fixes) fix.changes();
  }
  outlineOf(path, text);
  trackedPhases(text, undefined);
}

/** Mends all that can be mended safely; apart, because it checks the document several times. */
export function fixEverything({ path, text }: SeedDocument, project: ProjectView): void {
  fixAll(path, text, (current) => checkParsed(path, parseDocument(current), { inProject: true, project }));
}
