import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { AwayExample, AwayVerdict } from '#schemas/protocol/away.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { type CompiledPlan, compilePlan } from '../../../server/away/policy/compile.ts';
import { examplesOf, forbiddenChange, type Ground, tryAction } from '../../../server/away/policy/decide.ts';

interface Lists {
  readonly allowed?: readonly string[];
  readonly approval?: readonly string[];
  readonly forbidden?: readonly string[];
  readonly stop?: readonly string[];
}

const ground: Ground = {
  policies: [],
  worktree: '/tree',
  home: '/home/ann',
  isInside: async (path) => !/^[/~]|^\.\.(?:\/|$)/.test(path),
};

const list = (title: string, points: readonly string[]): string =>
  `## ${title}\n\n${points.map((point) => `- ${point}`).join('\n')}\n`;

function compiled({ allowed = [], approval = [], forbidden = [], stop = [] }: Lists): Promise<CompiledPlan> {
  const sections = [
    list('Allowed Without Further Approval', allowed),
    list('Requires Fresh Active User Approval', approval),
    list('Forbidden', forbidden),
    list('Stop Conditions', stop),
  ];
  return compilePlan(parseDocument(`# Shop Away Development Plan\n\n${sections.join('\n')}`));
}

type Act = Pick<AwayExample, 'kind' | 'action'>;
const edit = (action: string): Act => ({ kind: 'edit', action });
const command = (action: string): Act => ({ kind: 'command', action });

async function verdict(lists: Lists, act: Act): Promise<AwayVerdict> {
  return (await tryAction(await compiled(lists), ground, act)).verdict;
}

describe('what an away plan allows', () => {
  for (const [entry, allowed, asked] of [
    ['Edit `docs/**`', [edit('docs/a/b.md')], [edit('src/a.ts'), command('bash docs/run.sh')]],
    ['`docs/`, `lib/a.ts`', [edit('docs/a.md'), edit('lib/a.ts')], [edit('lib/b.ts')]],
    ['Edit docs/** and test/**', [edit('docs/a.md'), edit('test/a.ts')], [edit('a.md')]],
    ['Edit `docs/**` but not `docs/legal/**`', [edit('docs/a.md')], [edit('docs/legal/a.md')]],
    ['Documentation', [edit('docs/a.md'), edit('README.md')], [edit('src/a.ts')]],
    ['Correct documentation', [edit('docs/a.md')], [command('npm test')]],
    ['Run the tests', [command('npm test'), command('pytest -q')], [edit('test/a.ts')]],
    ['Add tests', [edit('test/a.ts')], [command('npm test')]],
    ['Run `npm run lint`', [command('npm run lint')], [command('npm run build'), command('npm run lint > src/a.ts')]],
    ['Run `./scripts/check.sh`', [command('scripts/check.sh')], [command('other/check.sh')]],
    ['Read `src/`', [command('cat src/a.ts')], [edit('src/a.ts')]],
    ['Commits on a branch of their own', [command('git commit -m x')], [edit('a.md')]],
  ] as const) {
    test(`by “${entry}” is that, and nothing beside it`, async () => {
      for (const act of allowed) assert.equal(await verdict({ allowed: [entry] }, act), 'allow', act.action);
      for (const act of asked) assert.equal(await verdict({ allowed: [entry] }, act), 'ask', act.action);
    });
  }

  for (const entry of [
    'Edit `docs/**` if the tests pass',
    'Edit `docs/**` after approval',
    'Do not edit `docs/**`',
    'Never touch `docs/**`',
    'Push `docs/**` with `git push`',
    'Edit `docs/**` and rotate the credentials',
    'Anything in the whole repository, such as `docs/**`',
    'Ruminate about `docs/**`',
    'Edit `**/*.md`',
    'Edit `../docs/**`',
    'Edit `/docs/**`',
    'Run `bash`',
    'Run `clutch away disarm`',
    'Run `node --test`',
    'TODO',
    'Refactor the billing module',
    '`sudo npm test`',
  ]) {
    test(`by “${entry}” is nothing`, async () => {
      const plan = await compiled({ allowed: [entry] });
      assert.deepEqual(plan.policy.policy.allow, []);
      assert.equal((await tryAction(plan, ground, edit('docs/a.md'))).verdict, 'ask');
    });
  }

  test('cites its entry with the line', async () => {
    const { clause, line } = await tryAction(
      await compiled({ allowed: ['Nothing yet', 'Edit `docs/**`'] }),
      ground,
      edit('docs/a.md'),
    );
    assert.equal(clause, 'away: Allowed[1] “Edit `docs/**`” (AWAY_DEVELOPMENT_PLAN.md:6)');
    assert.equal(line, 6);
  });

  test('does not hold for what is forbidden or wants approval', async () => {
    const allowed = ['Edit `src/**`'];
    assert.equal(await verdict({ allowed, forbidden: ['Touching `src/pay/**`'] }, edit('src/pay/a.ts')), 'deny');
    assert.equal(await verdict({ allowed, approval: ['Changes to `src/api.ts`'] }, edit('src/api.ts')), 'ask');
    assert.equal(await verdict({ forbidden: ['Do not run `a b` and do not run `make x`'] }, command('make x')), 'deny');
    assert.equal(
      await verdict({ allowed, forbidden: ['Everything except `src/ui/**`'] }, edit('src/ui/a.ts')),
      'allow',
    );
    assert.equal(await verdict({ forbidden: ['Network access'] }, command('curl https://example.com')), 'deny');
  });

  test('bounds what was changed without asking', async () => {
    const plan = await compiled({ allowed: ['Edit `docs/**`'] });
    assert.equal(forbiddenChange(plan, ground, [{ path: 'docs/a.md' }]), null);
    assert.match(forbiddenChange(plan, ground, [{ path: 'docs/a.md' }, { path: 'src/a.ts' }]) ?? '', /src\/a\.ts/);
  });

  test('is shown by examples that the same program decides', async () => {
    const plan = await compiled({ allowed: ['Edit `docs/**`', 'Run `npm test`'], forbidden: ['`make deploy`'] });
    const examples = await examplesOf(plan, ground);
    const of = (action: string): AwayVerdict | undefined => examples.find((one) => one.action === action)?.verdict;
    assert.deepEqual(['docs/guide.md', 'npm test', 'make deploy', 'src/main.ts', 'git push'].map(of), [
      'allow',
      'allow',
      'deny',
      'ask',
      'ask',
    ]);
  });
});

const GATED = [
  'git push',
  'sudo ls',
  'cat .env',
  'ip link set eth0 down',
  'git reset --hard',
  'npm publish',
  'ros2 launch arm go',
];
/** Words, paths and commands as plans hold them, and as nobody would write them. */
const entry = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'edit run read documentation tests commits the and or if not but `docs/**` `src/` `npm test` `a.md` always allow'.split(
          ' ',
        ),
      ),
      fc.constantFrom(
        ...GATED.map((one) => `\`${one}\``),
        ...GATED,
        '`.env`',
        '`.git/**`',
        '`**`',
        '`npm test`',
        '`git`',
      ),
      fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\n\r]/g, ' ')),
    ),
    { maxLength: 8 },
  )
  .map((words) => words.join(' '));
const entries = fc.array(entry, { maxLength: 4 });
const ACTS = [edit('docs/a.md'), edit('src/a.ts'), edit('a.md'), command('npm test'), command('git commit -m x')];

describe('whatever an away plan says', () => {
  test('what is always asked is never allowed', () =>
    fc.assert(
      fc.asyncProperty(entries, fc.constantFrom(...GATED), async (allowed, gated) => {
        assert.notEqual(await verdict({ allowed }, command(gated)), 'allow');
      }),
      { numRuns: 200 },
    ));

  test('one more entry under Forbidden or Requires Approval never allows more', () =>
    fc.assert(
      fc.asyncProperty(entries, entry, fc.constantFrom('forbidden', 'approval'), async (allowed, more, where) => {
        const [before, after] = [await compiled({ allowed }), await compiled({ allowed, [where]: [more] })];
        for (const act of ACTS) {
          const [one, two] = [await tryAction(before, ground, act), await tryAction(after, ground, act)];
          assert.ok(
            two.verdict !== 'allow' || one.verdict === 'allow',
            `${act.action}: ${one.verdict} → ${two.verdict}`,
          );
        }
      }),
      { numRuns: 100 },
    ));

  test('words that are not understood allow nothing', () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/).map((letters) => `zq${letters}`);
    const known = fc.constantFrom('edit', 'the', 'documentation', 'run', 'tests', 'commits', 'and');
    const sentence = fc.tuple(fc.array(known, { maxLength: 4 }), word, fc.array(known, { maxLength: 4 }));
    return fc.assert(
      fc.asyncProperty(sentence, async ([before, unknown, after]) => {
        const plan = await compiled({ allowed: [[...before, unknown, ...after].join(' ')] });
        assert.deepEqual(plan.policy.policy.allow, []);
      }),
      { numRuns: 200 },
    );
  });

  test('every entry is told with what becomes of it', () =>
    fc.assert(
      fc.asyncProperty(entries, entries, async (allowed, forbidden) => {
        const { clauses, plan } = await compiled({ allowed, forbidden });
        assert.equal(clauses.length, plan.allowed.length + plan.forbidden.length);
        for (const one of clauses) {
          assert.notEqual(one.explanation, '');
          if (one.list === 'allowed' && one.understood === 'words')
            assert.ok(!one.clauses.join(' ').includes('allow '));
        }
      }),
      { numRuns: 100 },
    ));
});

describe('a stop condition', () => {
  const conditions = async (...stop: string[]) => (await compiled({ stop })).conditions;

  test('that a program can check becomes a limit; the strictest counts', async () => {
    const { caps } = await conditions(
      'After 3 hours or $20',
      'More than 2M tokens',
      'Costs above 15 USD',
      'Tests fail twice in a row',
    );
    assert.deepEqual(caps, { minutes: 180, costUsd: 15, tokens: 2_000_000, failures: 2 });
    assert.equal((await conditions('No progress for 45 minutes')).idleMinutes, 45);
    assert.equal((await conditions('Less than 5 GB of disk')).minFreeBytes, 5 * 1024 ** 3);
    assert.equal((await conditions('A question that needs the operator')).onBlocker, true);
  });

  test('that no program can check is only shown, and the usual limits hold', async () => {
    const { caps, idleMinutes, shown } = await conditions('The moon is full');
    assert.deepEqual(caps, { minutes: null, costUsd: null, tokens: null, failures: 3 });
    assert.equal(idleMinutes, 60);
    assert.deepEqual(
      shown.map(({ watched }) => watched),
      ['shown'],
    );
  });
});

test('what would be asked is skipped, unless the plan says that it waits for an answer', async () => {
  assert.equal((await compiled({})).whenAsked, 'skip');
  assert.equal((await compiled({ approval: ['Ask, and wait for an answer'] })).whenAsked, 'wait');
});
