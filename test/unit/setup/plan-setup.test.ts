import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { SetupAnswers } from '#schemas/protocol/setup.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { planSetup, type SetupFacts } from '../../../server/setup/plan-setup.ts';

const facts = (over: Partial<SetupFacts> = {}): SetupFacts => {
  const home = over.home ?? '/state/clutch';
  return {
    home,
    configFile: `${home}/config.json`,
    identityFile: `${home}/collab/identity.json`,
    usualHome: '/state/clutch',
    config: null,
    hasIdentity: false,
    isFolder: () => false,
    isTaken: () => false,
    repositoryAround: () => null,
    ...over,
  };
};

/** A disk with repositories at these folders. */
const withRepositories =
  (...roots: readonly string[]) =>
  (folder: string): string | null =>
    roots.find((root) => folder === root || folder.startsWith(`${root}/`)) ?? null;

const segment = fc.constantFrom('code', 'shop', 'state', 'data', '.config', 'a b');
const folder = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const anyAnswers: fc.Arbitrary<SetupAnswers> = fc.record(
  {
    projectsRoot: fc.option(folder),
    artifactStore: fc.option(folder),
    name: fc.option(fc.constantFrom('attic', 'lab', 'ünïcode')),
    github: fc.constantFrom('none', 'gh', 'ssh', 'https'),
    autoAttach: fc.constantFrom('ask', 'always', 'never'),
    collab: fc.oneof(
      fc.constant({ kind: 'alone' as const }),
      folder.map((at) => ({ kind: 'folder' as const, folder: at })),
      fc.constantFrom('nats://h:4222', 'http://no').map((url) => ({ kind: 'nats' as const, url })),
    ),
  },
  { requiredKeys: [] },
);

describe('a setup', () => {
  test('never writes or makes anything inside a repository, whatever is answered', () => {
    fc.assert(
      fc.property(
        anyAnswers,
        folder,
        fc.array(folder, { maxLength: 3 }),
        fc.boolean(),
        (answers, home, roots, there) => {
          const repositoryAround = withRepositories(...roots);
          const plan = planSetup(answers, facts({ home, repositoryAround, isFolder: () => there }));
          const touched = [...plan.files.map((file) => file.path), ...plan.folders.map((one) => one.path)];
          for (const file of touched.filter((one) => one !== answers.projectsRoot)) {
            assert.equal(repositoryAround(file), null, file);
          }
          if (plan.problems.length > 0) assert.deepEqual(touched, []);
        },
      ),
    );
  });

  test('leaves settings that CLUTCH reads, and a second time there is nothing to change', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const first = planSetup(answers, facts({ isFolder: () => true }));
        if (first.problems.length > 0) return;
        const config = first.files.find(({ path: file }) => file.endsWith('config.json'))?.after;
        assert.ok(config);
        assert.ok(MachineConfig.safeParse(JSON.parse(config)).success);
        const again = planSetup(answers, facts({ config, hasIdentity: true, isFolder: () => true }));
        assert.deepEqual([again.files, again.folders, again.problems], [[], [], []]);
      }),
    );
  });

  test('keeps whatever else a person has written into their settings', () => {
    const config = '{\n  "idleExitSeconds": 30,\n  "collab": { "slots": 4 }\n}\n';
    const { files } = planSetup({ name: 'attic' }, facts({ config, hasIdentity: true }));
    const after = JSON.parse(files[0]?.after ?? '');
    assert.deepEqual(after, { idleExitSeconds: 30, collab: { slots: 4, name: 'attic' } });
  });

  test('is refused where CLUTCH_HOME or the store of artifacts lies in a repository, with where it is', () => {
    const repositoryAround = withRepositories('/code/shop');
    for (const [answers, home, about] of [
      [{}, '/code/shop/.clutch-home', 'home'],
      [{ artifactStore: '/code/shop/large' }, '/state', 'artifactStore'],
      [{ collab: { kind: 'folder', folder: '/code/shop/share' } }, '/state', 'collab'],
    ] as const) {
      const [problem] = planSetup(answers, facts({ home, repositoryAround, isFolder: () => true })).problems;
      assert.equal(problem?.answer, about);
      assert.match(problem?.text ?? '', /lies in the repository \/code\/shop/);
    }
  });

  test('changes no settings that it cannot read', () => {
    for (const config of ['{ not json', '{"unknown": 1}', '[]']) {
      const plan = planSetup({ name: 'attic' }, facts({ config }));
      assert.deepEqual(plan.files, []);
      assert.match(plan.problems[0]?.text ?? '', /config\.json cannot be changed/);
    }
  });

  test('says what is left to do by hand', () => {
    const moved = planSetup(
      { collab: { kind: 'folder', folder: "/mnt/it's" } },
      facts({ home: '/other', isFolder: () => true }),
    );
    assert.match(moved.next.join('\n'), /CLUTCH_HOME=\/other/);
    assert.match(moved.next.join('\n'), /clutch share --folder '\/mnt\/it'\\''s'/);
    assert.deepEqual(planSetup({}, facts()).next, []);
  });

  test('never shows a private key', () => {
    const identity = planSetup({}, facts()).files.find(({ path: file }) => path.basename(file) === 'identity.json');
    assert.equal(identity?.after, null);
  });
});
