import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { prpContent, readPrp } from '../../../../server/runs/effects/read-prp.ts';
import { withTempDir, writeTree } from '../../../helpers/temp.ts';
import { context } from '../repository.ts';

interface Section {
  readonly name: string;
  readonly files?: string;
  readonly on?: string;
  readonly tasks?: number;
}

const VALIDATION = '## Validation Loop\n\n### Level 1: Syntax\n\n```bash\nnpm test\n```\n';

function prp(sections: readonly Section[], rest = '', validation = VALIDATION): string {
  const workstreams = sections.map(({ name, files = `src/${name}.ts`, on = 'none', tasks = 1 }, index) => {
    const list = Array.from({ length: tasks }, (_, task) => `  ${task + 1}. Do part ${task + 1}`).join('\n');
    return `### Workstream ${index + 1}: ${name}\n\n- **Owner**: executor-${name}\n- **Files to create**: \`${files}\`\n- **Depends on**: ${on}\n- **Tasks**:\n${list}\n`;
  });
  return `# PRP\n\n## Goal\n\nIt is there.\n\n## Workstreams\n\n${workstreams.join('\n')}\n${rest}\n${validation}`;
}

const contentOf = (text: string) => prpContent('PRPs/a.md', text);

describe('a PRP as it is executed', () => {
  test('has its workstreams, what they own and wait for, and its commands with the line of their level', () => {
    const text = prp([{ name: 'api' }, { name: 'ui', on: 'api' }]);
    const { workstreams, validation, problems, path } = contentOf(text);
    assert.deepEqual(
      workstreams.map(({ name, files, dependsOn, merged }) => [name, files, dependsOn, merged]),
      [
        ['api', ['src/api.ts'], [], []],
        ['ui', ['src/ui.ts'], ['api'], []],
      ],
    );
    assert.deepEqual(
      validation.map(({ level, title, commands }) => [level, title, commands]),
      [[1, 'Syntax', ['npm test']]],
    );
    assert.equal(text.split('\n')[(validation[0]?.line ?? 0) - 1], '### Level 1: Syntax');
    assert.deepEqual([problems, path], [[], 'PRPs/a.md']);
  });

  test('is another one with each edit; a workstream is another one only when its own section was edited', () => {
    const before = contentOf(prp([{ name: 'api' }, { name: 'ui' }]));
    const after = contentOf(prp([{ name: 'api' }, { name: 'ui', tasks: 2 }]));
    assert.notEqual(before.hash, after.hash);
    const changed = after.workstreams.filter(({ hash }, index) => hash !== before.workstreams[index]?.hash);
    assert.deepEqual(
      changed.map(({ name }) => name),
      ['ui'],
    );
  });

  test('has four workstreams at most: the smallest are merged, with all that they own and wait for', () => {
    const large = ['a', 'b', 'c'].map((name) => ({ name, tasks: 5 }));
    const { workstreams, problems } = contentOf(prp([...large, { name: 'd', on: 'a' }, { name: 'e', on: 'd, b' }]));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      workstreams.map(({ name }) => name),
      ['a', 'b', 'c', 'd'],
    );
    const last = workstreams.at(-1);
    assert.deepEqual(
      [last?.files, last?.dependsOn, last?.merged],
      [
        ['src/d.ts', 'src/e.ts'],
        ['a', 'b'],
        ['d', 'e'],
      ],
    );
  });

  test('has the contracts that its chain names, stated where they are explicit', () => {
    const sections = [{ name: 'api' }, { name: 'ui', on: 'api' }];
    const chain = (about: string): string => `## Contract Chain\n\n- api → publishes ${about} → ui\n`;
    const contractOf = (rest: string) => contentOf(prp(sections, rest)).contracts;
    const [vague] = contractOf(chain('the user API'));
    assert.deepEqual([vague?.from, vague?.to, vague?.text], ['api', 'ui', null]);
    const block =
      '```contract\nname: users\nfunctions:\n  - name: find\n    parameters: []\n    returns: string\n```\n';
    const [stated] = contractOf(`${chain('users')}\n${block}`);
    assert.match(stated?.text ?? '', /^```contract\nname: users\n[^]*\n```$/);
  });

  test('names files that lie outside of the project', () => {
    const paths = ['/etc/hosts', '../other/a.ts', 'C:\\x.ts'];
    const sections = paths.map((files, index) => ({ name: `w${index}`, files }));
    const { foreign } = contentOf(prp([...sections, { name: 'ok', files: 'a/b..c.ts' }]));
    assert.deepEqual(foreign, ['/etc/hosts', '../other/a.ts', 'C:/x.ts']);
  });
});

describe('what makes a PRP impossible to execute', () => {
  test('is that nothing could prove it', () => {
    const [problem, ...more] = contentOf(prp([{ name: 'api' }], '', '')).problems;
    assert.match(problem ?? '', /^PRPs\/a\.md names no validation command, .*then try again\.$/);
    assert.deepEqual(more, []);
  });

  test('is a file with two owners, workstreams that wait for each other, and one that is nowhere, each with its line', () => {
    for (const [sections, rule] of [
      [
        [
          { name: 'api', files: 'src/x.ts' },
          { name: 'ui', files: 'src/x.ts' },
        ],
        'CL204',
      ],
      [
        [
          { name: 'api', on: 'ui' },
          { name: 'ui', on: 'api' },
        ],
        'CL206',
      ],
      [[{ name: 'api', on: 'nobody' }], 'CL205'],
    ] as const) {
      const { problems } = contentOf(prp(sections));
      assert.ok(problems.length > 0, rule);
      for (const problem of problems) assert.match(problem, new RegExp(`^PRPs/a\\.md:\\d+ .*\\(${rule}\\)`));
    }
  });

  test('is more than four workstreams that cannot be merged without waiting for each other', () => {
    const names = Array.from({ length: 13 }, (_, index) => `w${index}`);
    const { problems } = contentOf(prp(names.map((name) => ({ name }))));
    assert.match(problems.join('\n'), /names 13 workstreams; at most 4 are executed/);
  });
});

test('the PRP of a phase that has none is wanted at the path that it should have', () =>
  withTempDir(async (root) => {
    writeTree(root, { 'PRDs/PRD-shop.md': '# PRD: shop\n\n## Implementation Phases\n\n### Phase 2.1: Pay\n' });
    const outcome = await readPrp({ id: 'e', type: 'read-prp', root, prd: 'PRDs/PRD-shop.md', phase: '2.1' }, context);
    assert.deepEqual(outcome, { type: 'prp-missing', wanted: 'PRPs/PRP-PRD-shop-phase-2.1.md' });
  }));
