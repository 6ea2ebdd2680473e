import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completionsAt } from '../../../server/language/assist/completion.ts';
import type { Completion } from '../../../server/language/assist/completion-place.ts';
import { checkDocument } from '../../../server/language/check-document.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { largePrp } from '../../bench/lib/large-prp.ts';
import { expandSnippet } from '../../helpers/expand-snippet.ts';
import { PRD, PRP, SHOP_PRD, SHOP_PRP, SHOP_TRACKER, TRACKER, changed, shop, stage } from './assist-stage.ts';

function complete(files: Readonly<Record<string, string>>): readonly Completion[] {
  const { here, position, project } = stage({ files });
  return completionsAt(here, position, project);
}

const labels = (files: Readonly<Record<string, string>>): readonly string[] =>
  complete(files).map(({ label }) => label);

/** The document after the completion of that label was taken. */
function taken(files: Readonly<Record<string, string>>, label: string): string {
  const { here, position, project, text } = stage({ files });
  const completion = completionsAt(here, position, project).find((one) => one.label === label);
  assert.ok(completion, `${label} is not proposed`);
  const { edit, snippet } = completion;
  return applyEdits(text, [snippet ? { ...edit, newText: expandSnippet(edit.newText) } : edit]);
}

const lineWith = (text: string, words: string): string =>
  text.split(/\r?\n/).find((line) => line.includes(words)) ?? '';

describe('completion of workstreams', () => {
  it('proposes the other workstreams and "none" behind "Depends on"', () => {
    assert.deepEqual(labels(changed(PRP, '- **Depends on**: store', '- **Depends on**: ‸')), ['store', 'none']);
  });

  it('replaces what is begun and keeps what stands in front of it', () => {
    const files = changed(PRP, '- **Depends on**: store', '- **Depends on**: web, st‸o');
    assert.equal(lineWith(taken(files, 'store'), 'web,'), '- **Depends on**: web, store');
  });

  it('does not propose what is named already', () => {
    assert.deepEqual(labels(changed(PRP, '- **Depends on**: store', '- **Depends on**: store, ‸')), []);
  });

  it('puts a workstream that waits for this one last, because it would close a cycle', () => {
    const proposals = complete(changed(PRP, '- **Depends on**: none', '- **Depends on**: ‸'));
    assert.deepEqual(
      proposals.map(({ label, detail }) => [label, detail]),
      [
        ['none', 'waits for no other workstream'],
        ['api', 'waits for this one already: a cycle'],
      ],
    );
  });

  it('proposes names in a list below "Depends on" and in a YAML fence', () => {
    const listed = changed(PRP, '- **Depends on**: store', '- **Depends on**:\n  - ‸');
    assert.deepEqual(labels(listed), ['store', 'none']);
    const fenced = changed(PRP, '- **Depends on**: store', '```yaml\ndepends_on: [‸]\n```');
    assert.deepEqual(labels(fenced), ['store', 'none']);
  });

  it('proposes the workstream\'s own executor first behind "Owner"', () => {
    const files = changed(PRP, '- **Owner**: executor-api', '- **Owner**: executor-‸');
    assert.deepEqual(labels(files), ['executor-api', 'executor-store']);
    assert.equal(lineWith(taken(files, 'executor-api'), 'Owner**: executor-api'), '- **Owner**: executor-api');
  });

  it('proposes the ends of a contract, not what it hands over', () => {
    assert.deepEqual(labels(changed(PRP, '[store] → publishes [OrderStore] → [api]', '[‸')), ['store', 'api']);
    assert.deepEqual(labels(changed(PRP, '→ publishes [OrderStore] → [api]', '→ publishes [‸')), []);
    assert.deepEqual(labels(changed(PRP, '→ [api]', '→ [a‸]')), ['store', 'api']);
  });

  it('proposes owners in the table of cross-cutting concerns, and nothing in its other cells', () => {
    assert.deepEqual(labels(changed(PRP, '| Error shape | store |', '| Error shape | ‸ |')), ['store', 'api']);
    assert.deepEqual(labels(changed(PRP, '| Error shape | store | api |', '| Error shape | store | a‸ |')), [
      'store',
      'api',
    ]);
    assert.deepEqual(labels(changed(PRP, '| Error shape |', '| ‸ |')), []);
  });
});

describe('completion of files', () => {
  const files = changed(PRP, '- **Files to modify**: `src/shared.ts`', '- **Files to modify**: `src/‸`');

  it('lists the folder that is written and says who owns a file', () => {
    const proposals = complete(files);
    assert.deepEqual(
      proposals.map(({ label, detail }) => [label, detail]),
      [
        ['shared.ts', 'owned by store'],
        ['store.ts', 'owned by store'],
      ],
    );
    assert.equal(lineWith(taken(files, 'store.ts'), 'modify**: `'), '- **Files to modify**: `src/store.ts`');
  });

  it('lists the root, folders with a slash behind them', () => {
    const root = changed(PRP, '- **Files to modify**: `src/shared.ts`', '- **Files to modify**: ‸');
    assert.deepEqual(labels(root), ['PRDs/', 'PRPs/', 'WORKFLOW.md', 'package.json', 'src/']);
  });

  it('goes on behind a comma, and stays silent behind the end of a path', () => {
    const second = changed(PRP, '`src/store.ts`, `src/shared.ts`', '`src/store.ts`, src/sh‸');
    assert.deepEqual(labels(second), ['shared.ts', 'store.ts']);
    assert.deepEqual(labels(changed(PRP, '`src/store.ts`, ', '`src/store.ts` ‸, ')), []);
  });

  it('lists files in "file:" items of the references and in the files of a checkpoint', () => {
    const yaml =
      '## All Needed Context\n\n### Documentation & References\n\n```yaml\n- file: src/‸\n```\n\n## Workstreams';
    assert.deepEqual(labels(changed(PRP, '## Workstreams', yaml)), ['shared.ts', 'store.ts']);
    const tracked = changed(TRACKER, '(files: `src/store.ts`)', '(files: `src/‸`)');
    assert.deepEqual(labels(tracked), ['shared.ts', 'store.ts']);
  });

  it('never leaves the project', () => {
    for (const path of ['../‸', '/etc/‸', 'src/../../‸', '..\\‸']) {
      assert.deepEqual(
        labels(changed(PRP, '- **Files to modify**: `src/shared.ts`', `- **Files to modify**: ${path}`)),
        [],
      );
    }
  });
});

describe('completion in a tracker', () => {
  it('proposes the statuses of a phase and explains them', () => {
    const proposals = complete(changed(TRACKER, '- **Status**: completed', '- **Status**: ‸'));
    assert.deepEqual(
      proposals.map(({ label }) => label),
      ['completed', 'in-progress', 'deferred'],
    );
    assert.ok(proposals.every(({ documentation }) => (documentation ?? '').length > 20));
  });

  it('replaces the whole status, not only what is in front of the caret', () => {
    const files = changed(TRACKER, '- **Status**: completed', '- **Status**: comp‸leted!');
    assert.equal(lineWith(taken(files, 'deferred'), '**Status**'), '- **Status**: deferred');
  });

  it('proposes "pending" in the table only', () => {
    const files = changed(TRACKER, '| completed |', '| ‸ |');
    assert.deepEqual(labels(files), ['completed', 'in-progress', 'deferred', 'pending']);
    assert.match(taken(files, 'pending'), /\| 1: Foundation \| pending \| 4f2a91c \|/);
  });

  it('proposes modes in the table and in the checkpoint', () => {
    assert.deepEqual(labels(changed(TRACKER, '| sequential |', '| se‸ |')), ['team', 'sequential', 'solo']);
    const files = changed(TRACKER, '- **Execution Mode**: sequential', '- **Execution Mode**: ‸');
    assert.equal(lineWith(taken(files, 'team'), 'Execution Mode'), '- **Execution Mode**: team (3 executors)');
  });

  it("proposes a workstream's status with the reason or the files that it needs", () => {
    const files = changed(TRACKER, 'api: skipped (reason: the routes exist)', 'api: ‸');
    assert.deepEqual(labels(files), ['completed', 'skipped', 'deferred']);
    assert.equal(lineWith(taken(files, 'deferred'), '- api:'), '  - api: deferred (reason: why)');
  });

  it('proposes the workstreams of the PRP that the checkpoint does not name', () => {
    const files = changed(TRACKER, '  - api: skipped (reason: the routes exist)', '  - ‸');
    assert.deepEqual(labels(files), ['api']);
  });

  it('proposes the phases that the table does not have, and those that come next', () => {
    const row = '| 1: Foundation | completed | 4f2a91c | 2/2 | sequential | 0 |';
    assert.deepEqual(labels(changed(TRACKER, row, `${row}\n| ‸ | pending | - | - | - | - |`)), ['2: Checkout']);
    const files = changed(TRACKER, '- **Next Phase**: Phase 2: Checkout', '- **Next Phase**: ‸');
    assert.deepEqual(labels(files), ['Phase 2: Checkout', 'none']);
  });

  it('proposes the fields that a checkpoint lacks', () => {
    assert.deepEqual(labels(changed(TRACKER, '- **Tests**: 12 passing (4 new)\n', '- **‸\n')), ['Tests']);
    const files = changed(TRACKER, '- **Tests**: 12 passing (4 new)\n', '‸\n');
    assert.match(taken(files, 'Tests'), /^- \*\*Tests\*\*: $/m);
  });
});

describe('completion of headings', () => {
  it('proposes the sections that come next first, with their text', () => {
    const files = changed(PRP, '## Workstreams', '## ‸\n\n## Workstreams');
    const proposals = labels(files);
    assert.ok(proposals.includes('## Why'), proposals.join(', '));
    assert.ok(!proposals.includes('## Goal') && !proposals.includes('## Contract Chain'));
    assert.equal(proposals[0], '## Why');
    assert.match(taken(files, '## Why'), /^## Why\n\n\S/m);
  });

  it('proposes only headings as deep as the marks that are written', () => {
    const deep = labels(changed(PRP, '## Contract Chain', '### ‸\n\n## Contract Chain'));
    assert.ok(deep.length > 0 && deep.every((label) => label.startsWith('###')), deep.join(', '));
    assert.equal(deep[0], '### Workstream 3');
  });

  it('gives a new phase the next number and a text that no rule objects to', () => {
    const files = { ...shop, [PRD]: `${SHOP_PRD}\n#‸` };
    assert.equal(labels(files)[0], '### Phase 3');
    assert.match(taken(files, '### Phase 3'), /### Phase 3: Name\n\n\*\*Goal:\*\*/);
    assert.deepEqual(checkDocument({ path: PRD, text: taken(files, '### Phase 3'), inProject: true }), []);
  });

  it('proposes a checkpoint for the phases that have none, in the line ends of the document', () => {
    const files = { ...shop, [TRACKER]: `${SHOP_TRACKER}\n## ‸`.replaceAll('\n', '\r\n') };
    assert.equal(labels(files)[0], '## Phase 2: Checkout');
    const text = taken(files, '## Phase 2: Checkout');
    assert.ok(!/(?<!\r)\n/.test(text));
  });

  it('proposes both profiles to a PRD that has hardly begun', () => {
    const proposals = labels({ [PRD]: '# Shop\n\n## ‸\n' });
    assert.ok(proposals.includes('## Problem statement') && proposals.includes('## Executive Summary'));
  });

  it('needs no snippets for the sections of a template', () => {
    const sections = complete({ [PRP]: '# PRP\n\n#‸\n' });
    assert.ok(sections.length > 10 && sections.every(({ snippet }) => !snippet));
  });
});

describe('completion of keys', () => {
  it('proposes the head of a PRP at its beginning, and what is missing of it', () => {
    assert.deepEqual(labels({ [PRP]: '‸' }), ['name', 'description']);
    assert.deepEqual(labels({ [PRP]: '---\nname: "x"\nd‸\n---\n\n# PRP\n' }), ['description']);
    assert.deepEqual(labels({ [PRP]: 'name: "x"\nd‸\n\n# PRP\n' }), ['description']);
  });

  it('proposes the keys of the environment check that are not there yet', () => {
    const text = '# PRP\n\n### Environment Check\n\n```yaml\nmodel: any\n‸\n```\n';
    assert.deepEqual(labels({ [PRP]: text }), [
      'project_type',
      'test_command',
      'lint_command',
      'type_check',
      'build_command',
    ]);
    assert.match(taken({ [PRP]: text }, 'type_check'), /^type_check: $/m);
  });

  it('proposes the keys of references and the verbs of tasks', () => {
    const references = labels({ [PRP]: '# PRP\n\n### Documentation & References\n\n```yaml\n- ‸\n```\n' });
    assert.deepEqual(references.slice(0, 3), ['file', 'url', 'docfile']);
    const tasks = labels({ [PRP]: '# PRP\n\n### list of tasks to be completed\n\n```yaml\nTask 1:\n  C‸\n```\n' });
    assert.ok(tasks.includes('CREATE') && tasks.includes('KEEP'));
  });

  it('proposes the fields that a workstream or a phase lacks, as far as they are begun', () => {
    assert.deepEqual(labels(changed(PRP, '- **Depends on**: store\n', '- **‸\n')), ['Depends on']);
    assert.deepEqual(labels(changed(PRP, '- **Depends on**: store\n', '- Ow‸\n')), []);
    assert.deepEqual(labels(changed(PRD, '**Goal:** Orders are paid.\n', '‸\n')), ['Goal']);
    const files = changed(PRP, '- **Depends on**: store\n', '- **De‸**\n');
    assert.match(taken(files, 'Depends on'), /^- \*\*Depends on\*\*: $/m);
  });
});

describe('completion of ids', () => {
  it('proposes the phases of the plan behind the word "Phase"', () => {
    const proposals = complete(changed(PRP, 'Orders are kept.', 'What Phase ‸ needs.'));
    assert.deepEqual(
      proposals.map(({ label, detail }) => [label, detail]),
      [
        ['1', 'Foundation'],
        ['2', 'Checkout'],
      ],
    );
  });

  it('proposes the rules that judge the document in a suppression comment', () => {
    const proposals = complete(changed(PRP, '## Goal', '<!-- clutch-disable CL204, CL‸ -->\n\n## Goal'));
    const ids = proposals.map(({ label }) => label);
    assert.ok(ids.includes('CL205') && !ids.includes('CL204') && !ids.includes('CL101'), ids.join(', '));
    assert.ok(proposals.every(({ kind, documentation }) => kind === 'rule' && (documentation ?? '') !== ''));
    assert.ok(labels(changed(PRP, '## Goal', '<!-- cl‸\n\n## Goal')).includes('clutch-disable-next-line'));
  });
});

describe('completion stays silent', () => {
  const quiet: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'in ordinary markdown': { 'docs/notes.md': '# Notes\n\n## ‸\n\n- **Status**: \n' },
    'in a WORKFLOW.md that is no tracker': { 'WORKFLOW.md': '# Agent\n\nYou are {{ name }}.\n\n- **Status**: ‸\n' },
    'in code': changed(PRP, 'npm run lint', '# ‸'),
    'in code that looks like a field': changed(PRP, 'npm run lint', '- **Depends on**: ‸'),
    'in a comment': changed(PRP, '## Goal', '<!--\n## ‸\n-->\n\n## Goal'),
    'in a suppression comment inside of code': changed(PRP, 'npm run lint', '<!-- clutch-disable CL‸'),
    'in a sentence': changed(PRP, 'Orders are kept.', 'Orders are kept, and ‸'),
    'in a heading that has words': { 'docs/x.md': '# Words ‸' },
    'beyond the end of the line': changed(PRP, 'Orders are kept.', `${'x'.repeat(5000)}‸`),
  };
  for (const [where, files] of Object.entries(quiet)) it(where, () => assert.deepEqual(labels(files), []));

  it('where nothing of the project is known, it proposes what the document says', () => {
    assert.deepEqual(labels({ [PRP]: SHOP_PRP.replace('- **Depends on**: store', '- **Depends on**: ‸') }), [
      'store',
      'none',
    ]);
  });
});

describe('completion is quick', () => {
  it('takes a few milliseconds in a document of 205 KB, wherever it is asked', (context) => {
    const text = largePrp(205_000);
    const lines = text.split('\n');
    const places = ['#', '-'].flatMap((mark) => [lines.findLastIndex((line) => line.startsWith(mark)), 60]);
    let slowest = 0;
    for (const line of [...places, lines.findLastIndex((one) => one.includes('Depends on'))]) {
      const marked = [...lines.slice(0, line), `${lines[line] ?? ''}‸`, ...lines.slice(line + 1)].join('\n');
      const { here, position, project } = stage({ files: { [PRP]: marked } });
      const started = performance.now();
      completionsAt(here, position, project);
      slowest = Math.max(slowest, performance.now() - started);
    }
    context.diagnostic(`slowest completion: ${slowest.toFixed(1)} ms`);
    assert.ok(slowest < 250, `${slowest.toFixed(1)} ms`);
  });
});

describe('completion in an away plan', () => {
  const AWAY = 'AWAY_DEVELOPMENT_PLAN.md';
  const head = '# Shop Away Development Plan\n\nSchema: clutch-away-plan/1\n';

  it('proposes the lines of the head that are missing', () => {
    const files = { [AWAY]: `${head}‸\n\n## Project\n` };
    assert.deepEqual(labels(files), ['Generated', 'Valid hours', 'Expires', 'Ready for queued away work']);
    assert.match(taken(files, 'Valid hours'), /^Valid hours: 8$/m);
    assert.deepEqual(labels({ [AWAY]: `${head}\n## Project\n\n‸` }), []);
  });

  it('proposes yes and no behind "Ready"', () => {
    assert.deepEqual(labels({ [AWAY]: `${head}Ready for queued away work: ‸\n` }), ['yes', 'no']);
  });

  it('proposes its sections, but none that the short form has under another name', () => {
    const proposals = labels({ [AWAY]: `${head}\n## Objective\n\nTests.\n\n## ‸\n` });
    assert.ok(proposals.includes('## Stop Conditions') && !proposals.includes('## Operator Objective'));
  });
});
