import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import {
  LANGUAGES,
  manifestPath,
  problemsOf,
  sourcesPath,
  translationAt,
  wordsOfManifest,
  wordsOfSources,
} from '../../scripts/lib/l10n.ts';

const sources = await wordsOfSources();

for (const language of LANGUAGES) {
  describe(`in ${language}`, () => {
    test('every word of the extension and its pages is translated, and no other', () => {
      assert.ok(Object.keys(sources).length > 200);
      const path = sourcesPath(language);
      assert.deepEqual(problemsOf(path, sources, translationAt(path)), []);
    });

    test('every word of package.json is translated, and no other', () => {
      const path = manifestPath(language);
      assert.deepEqual(problemsOf(path, wordsOfManifest(), translationAt(path)), []);
    });
  });
}

test('a translation that lacks a word, keeps an old one or loses a placeholder is found', () => {
  const problems = problemsOf(
    'de.json',
    { a: 'Stop {0}', b: 'Go', c: '[Go](command:x)' },
    { a: 'Halt', c: '[Los](command:x)', d: 'Alt' },
  );
  assert.deepEqual(problems, [
    'de.json lacks “b”.',
    'de.json has “d”, which nothing says any more.',
    'de.json: “a” lost or gained a placeholder, an icon, a command or code.',
  ]);
});
