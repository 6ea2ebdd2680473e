import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hoverAt } from '../../../server/language/assist/hover.ts';
import type { LivePhase, LivePlans } from '../../../server/language/assist/live-plans.ts';
import { noLivePlans } from '../../../server/language/assist/live-plans.ts';
import type { InMemoryProject } from '../../helpers/in-memory-project.ts';
import { PRD, PRP, TRACKER, changed, shop, stage } from './assist-stage.ts';

const NOW = '2026-05-02T12:00:00Z';
const now = Date.parse(NOW);

function hover(project: InMemoryProject, live: LivePlans = noLivePlans): { words: string; markdown: string } | null {
  const { here, position, project: view } = stage(project);
  const found = hoverAt(here, position, view, live);
  if (!found) return null;
  const { start, end } = found.range;
  assert.equal(start.line, end.line);
  return {
    words: here.document.lines.text(start.line).slice(start.character, end.character),
    markdown: found.markdown,
  };
}

const markdown = (project: InMemoryProject, live?: LivePlans): string => hover(project, live)?.markdown ?? '';

const running: LivePhase = {
  status: 'in-progress',
  words: 'in progress, validating',
  run: 'run-1',
  runStatus: 'running',
  workstreams: [
    {
      name: 'api',
      executor: 'executor-api',
      status: 'in-progress',
      words: 'in progress',
      since: now - 60_000,
      evidence: { text: 'writes src/api/a.ts', at: now - 120_000 },
    },
  ],
  receipts: [{ level: 1, command: 'npm run lint', exitCode: 1, durationMs: 1_200, at: now - 180_000 }],
  evidence: { text: 'executor-api: writes src/api/a.ts', at: now - 120_000 },
};
const live: LivePlans = { phase: (prd, id) => (prd === PRD && id === '1' ? running : null) };

describe('hover on a phase', () => {
  const onHeading = changed(PRD, '### Phase 1: Foundation', '### Phase ‸1: Foundation');

  it('shows title, PRP, tracker and commit, exactly over the id', () => {
    const found = hover({ files: onHeading });
    assert.equal(found?.words, '1');
    assert.deepEqual(found.markdown.split('\n'), [
      '**Phase 1: Foundation**',
      '',
      '- PRP: `PRPs/PRP-PRD-shop-phase-1.md` – workstreams store, api',
      '- Tracker: completed, commit `4f2a91c` (feat: keep orders), in `WORKFLOW.md`',
    ]);
  });

  it('shows what a run says, with the evidence, its age and the last receipts', () => {
    const text = markdown({ files: onHeading, now: NOW }, live);
    assert.match(text, /^- Run: in progress, validating – executor-api: writes src\/api\/a\.ts \(2 min ago\)$/m);
    assert.match(text, /^- Level 1: `npm run lint` failed with 1 \(1\.2 s, 3 min ago\)$/m);
  });

  it('names the time where no clock is known, so that an old status never looks new', () => {
    assert.match(markdown({ files: onHeading }, live), /\(2026-05-02 11:58 UTC\)/);
  });

  it('is shown on the word in front of the id and on the whole heading, where a pointer rests more easily', () => {
    const title = /^\*\*Phase 2: Checkout\*\*/;
    for (const heading of ['### Pha‸se 2: Checkout', '##‸# Phase 2: Checkout', '### Phase 2: Che‸ckout']) {
      assert.match(markdown({ files: changed(PRD, '### Phase 2: Checkout', heading) }), title);
    }
    const prose = changed(PRD, '### Phase 2: Checkout', 'After Phase 1 it ends.\n\n### Phase 2: Checkout');
    const text = prose[PRD] ?? '';
    const at = (words: string) => ({ ...prose, [PRD]: text.replace('After Phase 1 it', words) });
    assert.match(markdown({ files: at('After Pha‸se 1 it') }), /^\*\*Phase 1: Foundation\*\*/);
    assert.equal(hover({ files: at('Aft‸er Phase 1 it') }), null);
    assert.equal(hover({ files: at('After Phase 1 i‸t') }), null);
  });

  it('says that there is no PRP yet', () => {
    const files = changed(PRD, '### Phase 2: Checkout', '### Phase ‸2: Checkout');
    assert.match(markdown({ files }), /^- PRP: none yet$/m);
  });

  it('shows the phase of the plan that the document belongs to, and says when it has none of that id', () => {
    const summary = changed(TRACKER, '| 1: Foundation |', '| ‸1: Foundation |');
    assert.match(markdown({ files: summary }), /\*\*Phase 1: Foundation\*\*\n\n- PRD: `PRDs\/PRD-shop\.md`/);
    const unknown = changed(TRACKER, '| 1: Foundation |', '| ‸7: Nothing |');
    assert.match(markdown({ files: unknown }), /has no phase 7/);
  });

  it('does not mix two plans that have a phase of the same number', () => {
    const other = shop[PRD]?.replace('Foundation', 'Harbour') ?? '';
    const files = { ...changed(TRACKER, '| 1: Foundation |', '| ‸1: Foundation |'), 'PRDs/PRD-harbour.md': other };
    assert.match(markdown({ files }), /\*\*Phase 1: Foundation\*\*/);
  });
});

describe('hover on a workstream', () => {
  const onHeading = changed(PRP, '### Workstream 2: api', '### Workstream 2: ap‸i');

  it('shows owner, files, dependencies, dependents and contracts', () => {
    const found = hover({ files: onHeading });
    assert.equal(found?.words, 'api');
    assert.deepEqual(found.markdown.split('\n'), [
      '**Workstream api** of phase 1',
      '',
      '- Owner: executor-api',
      '- Files: `src/api/`, `src/shared.ts`',
      '- Depends on: store',
      '- Receives OrderStore from store',
    ]);
    const store = markdown({ files: changed(PRP, '### Workstream 1: store', '### Workstream 1: st‸ore') });
    assert.match(store, /^- Needed by: api$/m);
    assert.match(store, /^- Publishes OrderStore to api$/m);
  });

  it('shows the live status and the last receipts of its phase', () => {
    const text = markdown({ files: onHeading, now: NOW }, live);
    assert.match(text, /^- Run: in progress – writes src\/api\/a\.ts \(2 min ago\)$/m);
    assert.match(text, /^- Level 1: `npm run lint` failed with 1/m);
  });

  it('is found from a dependency, an owner and the tracker', () => {
    for (const files of [
      changed(PRP, '- **Depends on**: store', '- **Depends on**: sto‸re'),
      changed(PRP, 'executor-store', 'executor-sto‸re'),
      changed(TRACKER, '  - store: completed', '  - sto‸re: completed'),
    ]) {
      assert.match(markdown({ files }), /^\*\*Workstream store\*\* of phase 1/);
    }
  });
});

describe('hover on a file', () => {
  it('names its owner, and says when two own it', () => {
    const one = markdown({ files: changed(PRP, '`src/store.ts`', '`src/st‸ore.ts`') });
    assert.equal(one, '`src/store.ts`\n\n- Owned by workstream store.\n- The file exists.');
    const two = markdown({ files: changed(PRP, '`src/shared.ts`', '`src/sh‸ared.ts`') });
    assert.match(two, /Owned by 2 workstreams: store, api\. Only one of them may own it\./);
  });

  it('names the folder by which it is owned, from the tracker too', () => {
    const files = changed(TRACKER, 'files: `src/store.ts`', 'files: `src/a‸pi/routes.ts`');
    const text = markdown({ files });
    assert.match(text, /Owned by workstream api as `src\/api\/`\./);
    assert.match(text, /It does not exist yet\./);
  });
});

describe('hover on a commit', () => {
  const files = changed(TRACKER, '- **Commit**: 4f2a91c', '- **Commit**: 4f2‸a91c');

  it('shows the message and the files that git knows', () => {
    const commits = { '4f2a91c': { state: 'known', ancestor: true, files: ['src/store.ts', 'a`b'] } } as const;
    assert.deepEqual(markdown({ files, commits }).split('\n'), [
      '**Commit** `4f2a91c`',
      '',
      '- Message in the tracker: feat: keep orders',
      '- It is part of the current branch.',
      '- 2 files changed:',
      '  - `src/store.ts`',
      '  - ``a`b``',
    ]);
  });

  it('says what git does not know, and nothing where git has not answered', () => {
    assert.match(
      markdown({ files, commits: { '4f2a91c': { state: 'unknown' } } }),
      /Git does not know this commit here\./,
    );
    assert.doesNotMatch(markdown({ files }), /[Gg]it/);
    const away = { '4f2a91c': { state: 'known', ancestor: false, files: [] } } as const;
    assert.match(markdown({ files, commits: away }), /not part of the current branch/);
  });
});

describe('hover on words of CLUTCH', () => {
  it('explains a rule in a suppression comment', () => {
    const found = hover({ files: changed(PRP, '## Goal', '<!-- clutch-disable CL2‸04 -->\n\n## Goal') });
    assert.equal(found?.words, 'CL204');
    assert.match(found.markdown, /^\*\*CL204: .+\*\* \(\w+\)\n\n\S/);
    const unknown = markdown({ files: changed(PRP, '## Goal', '<!-- clutch-disable CL9‸99 -->\n\n## Goal') });
    assert.match(unknown, /There is no rule CL999/);
  });

  it('says nothing of the same letters elsewhere', () => {
    assert.equal(hover({ files: changed(PRP, 'Orders are kept.', 'Ticket CL2‸04.') }), null);
    assert.equal(hover({ files: changed(PRP, '## Goal', '<!-- see CL2‸04 -->\n\n## Goal') }), null);
    assert.equal(hover({ files: changed(PRP, 'npm run lint', '<!-- clutch-disable CL2‸04 -->') }), null);
  });

  it('explains statuses and modes where they are some', () => {
    const at = (words: string, by: string): string => markdown({ files: changed(TRACKER, words, by) });
    assert.match(at('- **Status**: completed', '- **Status**: comp‸leted'), /^\*\*completed\*\*: \w/);
    assert.match(at('| completed |', '| ‸pending |'), /^\*\*pending\*\*: \w/);
    assert.match(at('- **Status**: completed', '- **Status**: do‸ne'), /^`done` is read as \*\*completed\*\*\./);
    assert.match(at('Mode**: sequential', 'Mode**: ‸solo'), /^\*\*solo\*\*: \w/);
    assert.match(at('| sequential |', '| ‸sequential |'), /^\*\*sequential\*\*: \w/);
    assert.match(at('api: skipped', 'api: skip‸ped'), /^\*\*skipped\*\*: \w/);
    assert.equal(at('- **Resume Instructions**: ', '- **Resume Instructions**: comp‸leted '), '');
    assert.equal(at('- **Status**: completed', '- **Sta‸tus**: completed'), '');
  });
});

describe('hover never lets a document write markdown', () => {
  const evil =
    '![x](https://evil.example/p.png) [y](command:z) <img src=x> www.evil.example a@evil.example $(zap) **b**';

  it('escapes titles, names and messages', () => {
    const prd = changed(PRD, '### Phase 1: Foundation', `### Phase ‸1: Store ${evil}`);
    const tracker = changed(TRACKER, '(feat: keep orders)', `(feat ${evil})`)[TRACKER] ?? '';
    const hostile: LivePlans = {
      phase: () => ({ ...running, words: evil, evidence: { text: `${evil}\n\n# big`, at: now } }),
    };
    const text = markdown({ files: { ...prd, [TRACKER]: tracker }, now: NOW }, hostile);
    const plain = text.replace(/\\[^\w\s]/g, '');
    assert.doesNotMatch(plain, /!\[|\]\(|<|https?:\/\/|www\.|@|\$\(|\n#|\n\n\n/);
    assert.equal(text.split('\n\n').length, 2, text);
  });

  it('keeps code in its marks and cuts what is endless', () => {
    const path = `src/${'x'.repeat(900)}\`](javascript:x).ts`;
    const files = changed(PRP, '- **Files to create**: `src/api/`', `- **Files to create**: ${path}`);
    const heading = files[PRP]?.replace('### Workstream 2: api', '### Workstream 2: ap‸i') ?? '';
    const text = markdown({ files: { ...files, [PRP]: heading } });
    assert.ok(text.length < 2_000);
    assert.doesNotMatch(text.replace(/(`+)[^`][\s\S]*?\1/g, ''), /\]\(/);
  });
});

describe('hover stays silent', () => {
  it('on plain words, in ordinary markdown and in code', () => {
    assert.equal(hover({ files: changed(PRP, 'Orders are kept.', 'Orders ‸are kept.') }), null);
    assert.equal(hover({ files: { 'docs/notes.md': '# Notes\n\nPhase ‸1 is completed.\n' } }), null);
    assert.equal(hover({ files: changed(PRP, 'npm run lint', 'npm ‸run lint') }), null);
  });
});
