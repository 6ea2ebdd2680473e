import assert from 'node:assert/strict';
import { until } from '../processes.ts';
import { withSeveralPcs, type Meeting } from '../several-machines.ts';
import { done, write } from '../stage.ts';

const TEAM = ['alpha', 'beta'];

/** Shares, joins, confirms, runs a plan whose team works on the other PC, and checks what came back. */
export function runOnTwoPcs(meeting: Required<Meeting>, placeClass: 'A' | 'B'): Promise<void> {
  const plan = [{ workstreams: TEAM.map((name) => ({ name, steps: [write(`1-${name}.txt`, `${name}\n`), done] })) }];
  return withSeveralPcs(
    ['lab'],
    plan,
    { dispatch: 'workers' },
    async ({ stage, workers, views }) => {
      const { project, clutch, run, subjects, view } = stage;
      const [lab] = workers;
      assert.ok(lab);
      for (const [pc, root] of [
        [clutch, project.root],
        [lab.clutch, lab.root],
      ] as const) {
        await until(async () => (await views(pc, root)).class === placeClass, {
          what: `the folder is found to be class ${placeClass}`,
          deadlineMs: 90_000,
          everyMs: 500,
        });
      }
      const { code, stderr } = await run();
      assert.equal(code, 0, stderr);
      assert.equal((await view()).status, 'completed');
      assert.equal(subjects().length, 2);
      const shown = (await view()).phases[0]?.workstreams.map(({ machine }) => machine);
      assert.deepEqual(shown, ['lab', 'lab']);
      const message = project.git('log', '-1', '--format=%B', 'HEAD~1');
      assert.match(message, /^Clutch-Machine: lab \(/m);
      for (const name of TEAM) assert.equal(project.git('show', `HEAD:1-${name}.txt`), name);
      assert.equal(lab.git('status', '--porcelain'), '');
    },
    meeting,
  );
}
