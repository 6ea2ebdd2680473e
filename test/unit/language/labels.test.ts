import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { outlineOf } from '../../../server/language/outline.ts';

const corpus = process.env['CLUTCH_CORPUS'] ?? '';

/** What a person found who read the document: ids in document order, one-based lines, and for PRPs what else they hold. */
interface Label {
  readonly phases: readonly string[];
  readonly levels?: readonly number[];
  readonly workstreams?: readonly string[];
  readonly tasks?: number;
}

/** Facts about real documents, by file name; the documents themselves are no part of this project. */
function labels(kind: string): Readonly<Record<string, Label>> {
  return JSON.parse(readFileSync(new URL(`../../fixtures/labels/${kind}.json`, import.meta.url), 'utf8'));
}

/** `prd 48/48`, and the names of those that were read differently. */
function compare(kind: string): { right: number; all: number; wrong: readonly string[] } {
  const places = new Map(
    readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, join(entry.parentPath, entry.name)]),
  );
  const known = Object.entries(labels(kind)).filter(([name]) => places.has(name));
  const wrong = known.flatMap(([name, label]) => {
    const text = readFileSync(places.get(name) ?? '', 'utf8').replace(/^\uFEFF/, '');
    // The folders of the original repository are flattened into the name.
    const outline = outlineOf(name.replaceAll('__', '/'), text);
    const found: Label = {
      phases: outline.phases.map(({ id }) => id),
      ...(label.levels && { levels: outline.validation.map(({ level }) => level) }),
      ...(label.workstreams && { workstreams: outline.workstreams.map((one) => one.name) }),
      ...(label.tasks !== undefined && { tasks: outline.tasks.length }),
    };
    const differs = (Object.keys(found) as (keyof Label)[]).filter(
      (fact) => JSON.stringify(found[fact]) !== JSON.stringify(label[fact]),
    );
    return differs.map((fact) => `${name}: ${fact} ${JSON.stringify(found[fact])}, not ${JSON.stringify(label[fact])}`);
  });
  return { right: known.length - new Set(wrong.map((one) => one.split(': ')[0])).size, all: known.length, wrong };
}

it(
  'reads labelled documents as a careful reader does, 98 of 100',
  { skip: corpus === '' && 'CLUTCH_CORPUS names no folder' },
  (t) => {
    let right = 0;
    let all = 0;
    for (const kind of ['prd', 'prp', 'tracker']) {
      const result = compare(kind);
      t.diagnostic(`${kind} ${result.right}/${result.all}`);
      for (const one of result.wrong) t.diagnostic(one);
      right += result.right;
      all += result.all;
    }
    assert.ok(all >= 95, `only ${all} labelled documents were found in ${corpus}`);
    assert.ok(right / all >= 0.98, `${right} of ${all} are exact`);
  },
);

it('labels at least 40 PRDs, 40 PRPs and 15 trackers', () => {
  const counts = ['prd', 'prp', 'tracker'].map((kind) => Object.keys(labels(kind)).length);
  assert.deepEqual(
    counts.map((count, index) => count >= ([40, 40, 15][index] ?? Infinity)),
    [true, true, true],
  );
});
