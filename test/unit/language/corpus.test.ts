import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { checkDocument, checkParsed } from '../../../server/language/check-document.ts';
import { outlineOf } from '../../../server/language/outline.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { completedPhases } from '../../../server/language/tracker/completed-phases.ts';

const corpus = process.env['CLUTCH_CORPUS'] ?? '';

function documents(): { path: string; text: string }[] {
  return readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.md$/i.test(entry.name))
    .map((entry) => ({
      // The folders of the original repository are flattened into the name.
      path: entry.name.replaceAll('__', '/'),
      text: readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    }));
}

it('reads real documents quietly and fast', { skip: corpus === '' && 'CLUTCH_CORPUS names no folder' }, (t) => {
  const all = documents();
  const kinds: Record<string, number> = {};
  const spent = { parse: 0, check: 0, edit: 0 };
  let megabytes = 0;
  for (const { path, text } of all) {
    const started = performance.now();
    const document = parseDocument(text);
    const parsed = performance.now();
    checkParsed(path, document, { inProject: false });
    const checked = performance.now();
    const edited = `${text.slice(0, text.length >> 1)}x${text.slice(text.length >> 1)}`;
    checkParsed(path, parseDocument(edited, document), { inProject: false });
    spent.edit += performance.now() - checked;
    spent.check += checked - parsed;
    spent.parse += parsed - started;
    megabytes += Buffer.byteLength(text) / 1e6;
    for (const finding of checkDocument({ path, text, inProject: false })) assert.equal(finding.severity, 'hint', path);
    const { kind } = outlineOf(path, text);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    completedPhases(text);
  }
  assert.ok(all.length > 0, `${corpus} holds no markdown`);
  const rate = (ms: number): string => `${(ms / megabytes).toFixed(0)} ms/MB`;
  t.diagnostic(`${all.length} documents, ${megabytes.toFixed(1)} MB, ${JSON.stringify(kinds)}`);
  t.diagnostic(`parse ${rate(spent.parse)}, check ${rate(spent.check)}, edit and check ${rate(spent.edit)}`);
});
