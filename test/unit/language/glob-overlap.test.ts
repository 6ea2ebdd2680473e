import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { patternCovers, patternsOverlap } from '../../../server/language/glob-overlap.ts';

const name = fc.constantFrom('a', 'b', 'ab', 'a.ts', 'b.ts', 'src');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const segment = fc.oneof(name, fc.constantFrom('*', '**', '?', '*.ts', 'a*', '{a,b}', '{a,src}.ts'));
const pattern = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
  .map(([segments, end]) => segments.join('/') + end);

/** A pattern that covers the path: some of its segments are replaced by something that fits them. */
function covering(file: string, choices: readonly number[]): string {
  const names = file.split('/');
  const segments = names.map((one, index) => {
    const forms = [one, '*', `${one.slice(0, 1)}*`, `*${one.slice(-1)}`, `{x,${one}}`, '**', `?${one.slice(1)}`];
    return forms[(choices[index] ?? 0) % forms.length] ?? one;
  });
  return segments.join('/');
}

const choices = fc.array(fc.nat(6), { minLength: 4, maxLength: 4 });
const NAMES = ['a', 'b', 'ab', 'a.ts', 'b.ts', 'src', 'src.ts', 'c'];
/** Deep enough for a witness of any two patterns of two segments. */
const FILES = [1, 2, 3].reduce<readonly string[]>(
  (paths) => [...NAMES, ...paths.flatMap((one) => NAMES.map((last) => `${one}/${last}`))],
  NAMES,
);

describe('ownership patterns', () => {
  it('overlap whenever one file is covered by both', () => {
    fc.assert(
      fc.property(path, choices, choices, (file, one, two) => {
        const [a, b] = [covering(file, one), covering(file, two)];
        assert.ok(patternCovers(a, file) && patternCovers(b, file), `${a} and ${b} cover ${file}`);
        assert.ok(patternsOverlap(a, b), `${a} and ${b} overlap`);
      }),
      { numRuns: 1000 },
    );
  });

  it('overlap only where there is such a file', () => {
    const short = fc.tuple(fc.array(segment, { minLength: 1, maxLength: 2 }), fc.constantFrom('', '/'));
    const shortPattern = short.map(([segments, end]) => segments.join('/') + end);
    fc.assert(
      fc.property(shortPattern, shortPattern, (a, b) => {
        fc.pre(patternsOverlap(a, b));
        const witness = FILES.some((file) => patternCovers(a, file) && patternCovers(b, file));
        assert.ok(witness, `${a} and ${b} share no file`);
      }),
      { numRuns: 30 },
    );
  });

  it('overlap both ways and with themselves', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        assert.equal(patternsOverlap(a, b), patternsOverlap(b, a));
        assert.ok(patternsOverlap(a, a));
      }),
    );
  });

  it('of plain paths overlap exactly when one is the other or a folder above it', () => {
    fc.assert(
      fc.property(path, path, (a, b) => {
        assert.equal(patternsOverlap(a, b), `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`));
      }),
    );
  });

  const cases: readonly (readonly [string, string, boolean])[] = [
    ['src/', 'src/a.ts', true],
    ['src', 'src/a.ts', true],
    ['./src/', 'src/a.ts', true],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['src/**/*.ts', 'src/b/c/a.ts', true],
    ['src/**/*.ts', 'src/a.js', false],
    ['src/a*', 'src/*b', true],
    ['src/*.ts', 'src/*.js', false],
    ['src/{a,b}.ts', 'src/b.ts', true],
    ['src/{a,b}.ts', 'src/c.ts', false],
    ['app/[id]/page.tsx', 'app/[name]/page.tsx', false],
    ['src/api', 'src/apis', false],
    ['**', 'anything/at/all', true],
    ['src/', 'src/**/*.test.ts', true],
  ];
  for (const [a, b, overlap] of cases) {
    it(`${a} and ${b} ${overlap ? 'overlap' : 'are apart'}`, () => assert.equal(patternsOverlap(a, b), overlap));
  }
});
