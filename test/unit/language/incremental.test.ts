import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { checkParsed } from '../../../server/language/check-document.ts';
import { factsOf } from '../../../server/language/facts.ts';
import { parseDocument, type ParsedDocument } from '../../../server/language/parse-document.ts';
import { mutate, seededRandom } from '../../helpers/mutate.ts';
import { seedDocuments } from '../../helpers/seed-documents.ts';

const seeds = seedDocuments().filter(({ text }) => text.length < 60_000);

/** Everything that is read from a document, without how the findings are mended. */
function reading(path: string, document: ParsedDocument): unknown {
  const findings = checkParsed(path, document, { inProject: true });
  return {
    facts: factsOf(path, document),
    findings: findings.map(({ fixes, ...finding }) => ({ ...finding, changes: fixes.map((fix) => fix.changes()) })),
    headings: document.headings,
    fences: document.fences,
    tables: document.tables,
  };
}

it('any sequence of edits reads as the text would that stands there afterwards', () => {
  fc.assert(
    fc.property(
      fc.nat(seeds.length - 1),
      fc.nat(seeds.length - 1),
      fc.array(fc.nat(), { maxLength: 6 }),
      (at, other, edits) => {
        const seed = seeds[at];
        assert.ok(seed);
        let document = parseDocument(seed.text);
        reading(seed.path, document);
        for (const edit of edits) {
          const next = mutate(document.text, seeds[other]?.text ?? '', seededRandom(edit));
          document = parseDocument(next, document);
          assert.deepEqual(reading(seed.path, document), reading(seed.path, parseDocument(next)));
        }
      },
    ),
    { numRuns: 400 },
  );
});

it('typing a document letter by letter reads as the whole', () => {
  const seed = seeds.find(({ path, text }) => path.startsWith('PRPs/') && text.length > 1000);
  assert.ok(seed);
  let document = parseDocument('');
  for (let length = 1; length <= Math.min(seed.text.length, 3000); length += 1) {
    document = parseDocument(seed.text.slice(0, length), document);
    if (length % 7 !== 0) continue;
    assert.deepEqual(reading(seed.path, document), reading(seed.path, parseDocument(document.text)));
  }
});
