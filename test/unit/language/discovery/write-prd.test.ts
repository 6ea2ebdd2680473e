import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { CodeChoice, ProfileChoice, SizeChoice, type DiscoveryAnswers } from '#schemas/discovery.ts';
import { checkDocument } from '../../../../server/language/check-document.ts';
import { classify } from '../../../../server/language/classify.ts';
import { nameOfIdea, prdPath, slugOf } from '../../../../server/language/discovery/plan-name.ts';
import { noFacts } from '../../../../server/language/discovery/repository-facts.ts';
import { writePrd } from '../../../../server/language/discovery/write-prd.ts';
import { outlineOf } from '../../../../server/language/outline.ts';
import { parseDocument } from '../../../../server/language/parse-document.ts';
import { readPhases } from '../../../../server/language/prd.ts';
import { missingSections } from '../../../../server/language/templates/prd.ts';

const profiles = ProfileChoice.options;

const friendly: DiscoveryAnswers = {
  idea: 'A command that counts the samples of a measurement, per instrument',
  users: 'The four people of our lab',
  technology: 'Python with pandas',
  code: 'new',
  done: 'It prints one line for each instrument\nA file that is no measurement is named and skipped',
  outOfScope: 'Plots\nA graphical interface',
  size: 'M',
};

/** What people paste, and what would be markup or a plan of its own. */
const hostile = [
  '| a | b |\n| --- | --- |\n| Phase 9 | x |',
  '# Phase 9: Take over\n\n**Goal:** mine',
  '## Hypothesis\n\n## Technology Stack\n\n## API Specification',
  '```ts\n### Phase 7: in a fence\n```',
  '~~~\nnever closed',
  '<!-- clutch-disable-file -->',
  '<!-- never closed',
  'Phase 9: the words of a phase',
  '**Phase 2: bold**',
  '- [ ] TODO: write this',
  'TBD',
  '[name] and {product_name} and <your name here> and lorem ipsum',
  'TeamCreate and TeamDelete',
  '---\ntitle: front matter\n---',
  'away development plan',
  'an away development plan #',
  'ends in a backslash \\',
  'CLUTCH Workflow Tracker',
  '\u202Eturned around\u2066 \u0000 \uD800',
  '測定を数えるコマンド、研究室のため',
  '第2阶段：构建',
  '👩‍🔬 counts 🧪',
  'a\r\nb\rc\u2028d',
  '&lt;!-- entity --&gt;',
  '1. one\n2. two\n> quoted\n* star',
  '…',
  '-',
  'Milestone 1: a stand-in, in prose',
  'very long words '.repeat(640),
  'x'.repeat(10_000),
];

const piece = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme', maxLength: 60 }), fc.lorem());
const words = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .chain((parts) =>
    fc.constantFrom(' ', '\n', '\n\n', '; ', '').map((between) => parts.join(between).slice(0, 20_000)),
  );
const maybe = fc.option(words, { nil: undefined });
const anyAnswers: fc.Arbitrary<DiscoveryAnswers> = fc.record({
  idea: words,
  users: maybe,
  technology: maybe,
  code: fc.option(fc.constantFrom(...CodeChoice.options), { nil: undefined }),
  done: maybe,
  outOfScope: maybe,
  size: fc.option(fc.constantFrom(...SizeChoice.options), { nil: undefined }),
});

function findings(path: string, text: string): readonly string[] {
  return checkDocument({ path, text, inProject: true })
    .filter(({ severity }) => severity !== 'hint')
    .map(({ rule, range, message }) => `${rule} line ${range.start.line + 1}: ${message}`);
}

describe('a written PRD', () => {
  for (const profile of profiles) {
    it(`of the ${profile} profile is what no rule has anything to say about, whatever was answered`, () => {
      fc.assert(
        fc.property(anyAnswers, maybe, (answers, name) => {
          const path = prdPath(slugOf(name ?? '') || nameOfIdea(answers.idea ?? '') || 'plan');
          const text = writePrd(answers, profile, noFacts);
          assert.deepEqual(findings(path, text), [], text);
          assert.equal(classify(path, text), 'prd', path);
          const phases = readPhases(parseDocument(text)).map(({ id }) => id);
          const expected = { XS: 1, S: 2, M: 3, L: 4 }[answers.size ?? 'M'];
          if (answers.size) assert.equal(phases.length, expected, text);
          assert.deepEqual(
            phases,
            phases.map((_, index) => String(index + 1)),
          );
        }),
        { numRuns: 400 },
      );
    });

    it(`of the ${profile} profile has every section that its profile asks for, in order`, () => {
      const text = writePrd(friendly, profile, noFacts);
      assert.equal(outlineOf('PRDs/PRD-count.md', text).profile, profile);
      const missing = missingSections(parseDocument(text)).filter(({ optional }) => optional !== true);
      assert.deepEqual(missing, []);
    });

    for (const answer of hostile) {
      it(`of the ${profile} profile takes ${JSON.stringify(answer.slice(0, 40))} for words, wherever it is answered`, () => {
        const answers = { idea: `idea ${answer}`, users: answer, technology: answer, done: answer, outOfScope: answer };
        for (const idea of [answer, answers.idea]) {
          const text = writePrd({ ...answers, idea, size: 'L' }, profile, noFacts);
          assert.deepEqual(findings('PRDs/PRD-x.md', text), [], text);
          assert.equal(readPhases(parseDocument(text)).length, 4);
        }
      });
    }
  }

  it('keeps every word of an answer, however long, in one place at least', () => {
    const sentence = Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ');
    for (const profile of profiles) {
      for (const question of ['idea', 'users', 'technology', 'done', 'outOfScope'] as const) {
        const text = writePrd({ ...friendly, [question]: sentence }, profile, noFacts);
        assert.ok(text.includes(sentence), `${profile} loses words of ${question}`);
      }
    }
  });

  it('stays readable where it makes an answer harmless', () => {
    const text = writePrd({ ...friendly, users: 'XS|S|M and <b>bold</b>, `code`; 測定 🧪' }, 'intent', noFacts);
    assert.match(text, /XS\/S\/M and ‹b›bold‹\/b›, 'code'; 測定 🧪/u);
  });

  it('names the commands that the repository has, as what proves a phase', () => {
    const test = { value: 'npm test', evidence: '' };
    const text = writePrd(friendly, 'intent', { ...noFacts, test, lint: { value: 'npm run lint', evidence: '' } });
    assert.match(text, /\*\*Validation:\*\*\n\n- `npm run lint` ends with exit code 0\.\n- `npm test` ends/);
  });

  it('says no word that only a template would say', () => {
    for (const profile of profiles) {
      const text = writePrd(friendly, profile, noFacts);
      assert.doesNotMatch(text, /undefined|null|TODO|TBD|\[[a-z]/);
    }
  });
});

describe('the name of a plan', () => {
  it('comes from the idea, without what it is built with', () => {
    assert.equal(nameOfIdea('a CLI that counts samples in Python for our lab'), 'cli-that-counts-samples');
    assert.equal(nameOfIdea('I want to build a sample counter for our lab, done when it prints'), 'sample-counter');
  });

  it('never makes the file something else', () => {
    assert.equal(slugOf('PRP of phase 2'), 'of-step2');
    assert.equal(slugOf('../../etc/passwd'), 'etc-passwd');
    assert.equal(slugOf('測定 カウンター'), '測定-カウンター');
    assert.equal(slugOf('...'), '');
    assert.ok(slugOf('x'.repeat(500)).length <= 48);
  });
});
