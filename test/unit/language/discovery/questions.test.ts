import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { DiscoveryQuestion } from '#schemas/discovery.ts';
import {
  acceptProposals,
  discoveryQuestions,
  missingAnswers,
} from '../../../../server/language/discovery/questions.ts';
import { propose } from '../../../../server/language/discovery/propose.ts';
import { readIdea, withIdea } from '../../../../server/language/discovery/read-idea.ts';
import { readManifests } from '../../../../server/language/discovery/read-manifests.ts';
import { noFacts, type RepositoryFacts } from '../../../../server/language/discovery/repository-facts.ts';

const answersIn = (idea: string): Record<string, string> =>
  Object.fromEntries(Object.entries(readIdea(idea)).map(([id, { answer }]) => [id, answer]));

describe('an idea', () => {
  it('answers the other questions where its words do', () => {
    assert.deepEqual(
      answersIn('A small CLI for our lab in Python, done when every CSV of a folder is counted. Out of scope: plots'),
      {
        size: 'S',
        users: 'our lab',
        technology: 'Python',
        done: 'every CSV of a folder is counted',
        outOfScope: 'plots',
      },
    );
    assert.deepEqual(answersIn('Dark mode for users of the existing app, built with React and TypeScript'), {
      users: 'users of the existing app',
      technology: 'React and TypeScript',
      code: 'existing',
    });
    assert.deepEqual(answersIn('A website from scratch. Size: L'), { code: 'new', size: 'L' });
  });

  it('answers nothing that it does not say', () => {
    for (const idea of [
      'Something for measuring in our lab',
      'Sort the list in place and go on',
      'A tool with c and r as letters',
      'Count what is in scope',
      'The L shaped room',
    ]) {
      assert.deepEqual(answersIn(idea), {}, idea);
    }
  });

  it('shows the words that answer', () => {
    assert.equal(readIdea('A bot in Go').technology?.evidence, 'the idea says “in Go”');
  });

  it('is outdone by what a person answers', () => {
    assert.equal(withIdea({ idea: 'A bot in Go', technology: 'Rust' }).technology, 'Rust');
    assert.equal(withIdea({ idea: 'A bot in Go', technology: '  ' }).technology, 'Go');
  });

  it('of any kind is read without an error and in time', () => {
    const started = performance.now();
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (idea) => void withIdea({ idea })));
    for (const words of ['for our ', 'done when ', 'in Python and ', 'a small a b ', 'out of scope: x; ', 'x']) {
      withIdea({ idea: words.repeat(5000) });
    }
    assert.ok(performance.now() - started < 5000);
  });
});

describe('the seven questions', () => {
  it('are what the protocol carries, in one order', () => {
    const questions = discoveryQuestions({}, noFacts);
    for (const question of questions) DiscoveryQuestion.parse(question);
    assert.deepEqual(
      questions.map(({ id, required }) => [id, required]),
      [
        ['idea', true],
        ['users', false],
        ['technology', true],
        ['code', false],
        ['done', true],
        ['outOfScope', false],
        ['size', false],
      ],
    );
  });

  it('that must be answered are named until they are, by a person or by the idea', () => {
    assert.deepEqual(missingAnswers({}), ['idea', 'technology', 'done']);
    assert.deepEqual(missingAnswers({ idea: '…', technology: '-' }), ['idea', 'technology', 'done']);
    assert.deepEqual(missingAnswers({ idea: 'A bot in Go, done when it answers' }), []);
  });

  it('have no proposal once they are answered, and say what the idea answered', () => {
    const [, , technology] = discoveryQuestions({ idea: 'A bot in Go' }, noFacts);
    assert.equal(technology?.proposal, null);
    assert.equal(technology?.understood?.answer, 'Go');
    const [, , chosen] = discoveryQuestions({ idea: 'A bot in Go', technology: 'Rust' }, noFacts);
    assert.equal(chosen?.understood, null);
  });
});

const files = (texts: Readonly<Record<string, string>>): RepositoryFacts => ({
  ...noFacts,
  folder: 'counter',
  ...readManifests(new Map(Object.entries(texts))),
});

describe('a proposal', () => {
  it('rests on what the repository shows, and says so', () => {
    const facts = files({
      'package.json': JSON.stringify({
        scripts: { test: 'vitest run', lint: 'eslint .' },
        devDependencies: { vitest: '1', typescript: '5' },
      }),
      'tsconfig.json': '',
      'README.md': '# Counter\n\n[![badge](x)](y)\n\nCounts the samples of\na measurement.\n\n## Use\n',
    });
    assert.deepEqual(propose({}, facts).technology, {
      answer: 'TypeScript, vitest, tested with “npm test”',
      evidence: 'tsconfig.json is there; package.json names vitest',
    });
    assert.deepEqual(propose({}, facts).idea, {
      answer: 'The next step of counter: Counts the samples of a measurement.',
      evidence: 'README.md begins with “Counter”',
    });
    assert.deepEqual(propose({}, facts).code, { answer: 'existing', evidence: 'tsconfig.json is there' });
    assert.match(propose({ idea: 'More counting' }, facts).done?.answer ?? '', /“npm test” passes/);
  });

  it('of a folder without code rests on the words of the idea', () => {
    const proposals = propose({ idea: 'A website that shows the tides' }, noFacts);
    assert.match(proposals.technology?.evidence ?? '', /the idea speaks of “website”/);
    assert.deepEqual(proposals.code, { answer: 'new', evidence: 'the folder is empty' });
    assert.equal(propose({}, noFacts).idea, undefined);
  });

  it('can be accepted for every gap at once, and leaves what was answered', () => {
    const filled = acceptProposals({ idea: 'A website that shows the tides', users: 'Sailors' }, noFacts);
    assert.deepEqual(missingAnswers(filled), []);
    assert.equal(filled.users, 'Sailors');
    assert.deepEqual(missingAnswers(acceptProposals({}, noFacts)), ['idea', 'technology', 'done']);
  });
});

describe('what manifests show', () => {
  const commands = (texts: Readonly<Record<string, string>>): readonly (string | undefined)[] => {
    const { test, lint, typeCheck, build } = readManifests(new Map(Object.entries(texts)));
    return [test, lint, typeCheck, build].map((fact) => fact?.value);
  };

  it('are the commands of each kind of project', () => {
    assert.deepEqual(commands({ 'Cargo.toml': '' }), [
      'cargo test',
      'cargo clippy -- -D warnings',
      undefined,
      'cargo build',
    ]);
    assert.deepEqual(commands({ 'go.mod': '' }), ['go test ./...', 'go vet ./...', undefined, 'go build ./...']);
    assert.deepEqual(commands({ 'pyproject.toml': '[tool.ruff]\n[tool.mypy]\n[tool.pytest.ini_options]' }), [
      'pytest',
      'ruff check .',
      'mypy .',
      undefined,
    ]);
    assert.deepEqual(commands({ Makefile: 'test: all\n\tx\nlint:\n\ty\n' }), [
      'make test',
      'make lint',
      undefined,
      undefined,
    ]);
    assert.deepEqual(commands({ 'CMakeLists.txt': 'enable_testing()' }), [
      'ctest --test-dir build',
      undefined,
      undefined,
      'cmake -S . -B build && cmake --build build',
    ]);
    assert.deepEqual(commands({ 'package.xml': '<package format="3"><depend>rclpy</depend></package>' }), [
      'colcon test',
      undefined,
      undefined,
      'colcon build',
    ]);
    assert.deepEqual(
      commands({ 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\""}}', '.oxlintrc.json': '' }),
      [undefined, 'npx oxlint', undefined, undefined],
    );
  });

  it('are nothing where a manifest is broken or hostile', () => {
    for (const text of ['', '{', '[]', 'null', '{"scripts": 3, "dependencies": "x", "description": {"a": 1}}']) {
      assert.doesNotThrow(() => commands({ 'package.json': text, 'package.xml': text, Makefile: text }));
    }
  });
});
