import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PromptName } from '#schemas/prompt-name.ts';
import { PROMPT_VARIABLES, type PromptVariables } from '#schemas/prompts.ts';
import { checkContract } from '../../../server/language/contracts/check-contract.ts';
import { readContracts } from '../../../server/language/contracts/read-contracts.ts';
import { parseExecutionReport } from '../../../server/language/reports/execution-report.ts';
import { parseFixReport } from '../../../server/language/reports/fix-report.ts';
import { parseVerificationReport } from '../../../server/language/reports/verification-report.ts';
import { bundledParts, bundledPrompt } from '../../../server/prompts/bundled.ts';
import { sampleVariables } from '../../../server/prompts/sample.ts';
import { fieldsOf } from '../../../server/prompts/shape.ts';
import { readTemplate, variablesOf, type PromptTemplate } from '../../../server/prompts/template.ts';
import { listVariables } from '../../../server/runs/prompts/list-prompts.ts';

const parts = bundledParts();

function templateOf<Name extends PromptName>(name: Name): PromptTemplate<Name> {
  const read = readTemplate(name, bundledPrompt(name), parts);
  assert.ok(read.ok, read.ok ? '' : JSON.stringify(read.problems));
  return read.template;
}

const withSample = (name: PromptName, tools = false): string => templateOf(name).render(sampleVariables(name, tools));

const docs = (): string => readFileSync(path.resolve(import.meta.dirname, '../../../docs/prompts.md'), 'utf8');

/** As little as there can be: lists and texts are empty, what may be missing is. */
function least<Name extends PromptName>(name: Name): PromptVariables<Name> {
  const given = Object.entries(sampleVariables(name, false)).map(([key, value]) => {
    const { kind } = fieldsOf(PROMPT_VARIABLES[name]).get(key) ?? {};
    const nothing = { list: [], group: null, flag: false, text: value }[kind ?? 'text'];
    return [key, key === 'prd' || kind !== 'text' || value !== null ? nothing : null];
  });
  return Object.fromEntries(given) as PromptVariables<Name>;
}

describe('every bundled prompt', () => {
  for (const name of PromptName.options) {
    test(`${name} can be used, says what it is for, and leaves no tag in what it tells`, () => {
      const { description, version } = templateOf(name);
      assert.match(version, /^[1-9]\d* [0-9a-f]{6}$/);
      assert.match(description, /^[A-Z].*\.$/);
      for (const words of [withSample(name), withSample(name, true), templateOf(name).render(least(name))]) {
        assert.doesNotMatch(words.replaceAll('User | null', ''), /\{\{|\}\}|undefined|null|NaN|\[object|\n{4}/);
        assert.doesNotMatch(words, /\s$/);
      }
    });

    test(`${name} says everything that it is given`, () => {
      const words = withSample(name);
      const silent = stringsIn(sampleVariables(name, false)).filter((text) => !words.includes(text));
      assert.deepEqual(silent, []);
    });

    test(`${name} is told to leave git alone, what a person answered before, and what a person says now`, () => {
      const words = withSample(name);
      assert.match(words, /[Dd]o\s+not\s+commit|Change nothing|change no file/);
      assert.match(words, /do not ask again:\n\n`{3,}text\nQuestion: May the field be renamed\?\nAnswer: Yes, nobody/);
      assert.ok(words.includes('A person says:\n> Keep the old route until the next release.'));
    });

    test(`${name} hears of the tools of CLUTCH where there are any, and only there`, () => {
      assert.match(withSample(name, true), /`ask` puts a question to a person/);
      assert.doesNotMatch(withSample(name), /`ask`|`report_|`publish_contract`/);
    });

    test(`docs/prompts.md names every variable of ${name}`, () => {
      const names = listVariables(variablesOf(name)).map((variable) => variable.name);
      assert.deepEqual(
        names.filter((one) => !docs().includes(`| \`${one}\` |`)),
        [],
      );
    });
  }
});

test('docs/prompts.md names every part', () => {
  const unnamed = [...parts.keys()].filter((part) => !docs().includes(`\`${part}\``));
  assert.deepEqual(unnamed, []);
});

describe('a report that is filled in as the prompt asks is read by the program', () => {
  const execution = ['executor', 'pm', 'pe'] as const;
  for (const name of execution) {
    test(`the execution summary of ${name}`, () => {
      const report = reportIn(withSample(name), 'EXECUTION SUMMARY').replace('COMPLETE | BLOCKED | PARTIAL', 'BLOCKED');
      const read = parseExecutionReport(report);
      assert.equal(read?.status, 'BLOCKED');
      assert.equal(read.tests, 'what you ran and what it printed');
      assert.equal(read.decisions, 'what they must know, or none');
    });
  }

  for (const name of ['validator', 'reviewer', 'qa', 'verify'] as const) {
    test(`the verification report of ${name}`, () => {
      const report = reportIn(withSample(name), 'VERIFICATION REPORT')
        .replace('PASS | GAPS_FOUND | HUMAN_NEEDED', 'GAPS_FOUND')
        .replace(/Gaps: .*/, 'Gaps:\n- Gap: no 404\n  Expected: 404\n  Actual: 500\n  Severity: MAJOR\n  Files: a.ts');
      const read = parseVerificationReport(report);
      assert.equal(read?.grade, 'GAPS_FOUND');
      assert.deepEqual(read.gaps, [
        { gap: 'no 404', expected: '404', actual: '500', severity: 'MAJOR', files: ['a.ts'] },
      ]);
      assert.equal(read.warnings, 'what a person should know, or none');
    });
  }

  test('the fix report of the debugger', () => {
    const report = reportIn(withSample('debugger'), 'FIX REPORT').replace('FIXED | STUCK', 'FIXED');
    assert.equal(parseFixReport(report)?.status, 'FIXED');
  });

  test('and the program takes no prompt for a report', () => {
    for (const name of PromptName.options) {
      for (const tools of [true, false]) {
        const words = withSample(name, tools);
        assert.equal(parseExecutionReport(words), null, name);
        assert.equal(parseVerificationReport(words), null, name);
        assert.equal(parseFixReport(words), null, name);
      }
    }
  });

  test('with tools the same report stands there for when a tool cannot be called', () => {
    for (const name of execution) {
      const [plain, tooled] = [withSample(name), withSample(name, true)];
      assert.equal(reportIn(tooled, 'EXECUTION SUMMARY'), reportIn(plain, 'EXECUTION SUMMARY'));
      assert.match(tooled, /report with the tool `report_execution`/);
    }
    assert.match(withSample('validator', true), /the tool `report_verification`/);
    assert.match(withSample('debugger', true), /the tool `report_fix`/);
    assert.match(withSample('executor-contract', true), /the tool `publish_contract`/);
  });
});

test('the example of a contract is one in which a program finds nothing', () => {
  const words = templateOf('executor-contract').render(least('executor-contract'));
  const { contracts, findings } = readContracts(words);
  assert.deepEqual(findings, []);
  assert.equal(contracts.length, 1);
  assert.deepEqual(
    contracts.flatMap(({ contract }) => checkContract(contract)),
    [],
  );
});

test('who waits for nothing is not told of nothing: optional parts leave no heading behind', () => {
  const words = templateOf('executor').render({ ...least('executor'), files: [] });
  assert.match(words, /Leave the plan itself alone: PRDs\//);
  assert.doesNotMatch(words, /contract|These|A person says|do not ask again/);
  assert.doesNotMatch(templateOf('validator').render(least('validator')), /validation commands|executors say/);
});

function reportIn(words: string, title: string): string {
  return words.slice(words.lastIndexOf(title));
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
