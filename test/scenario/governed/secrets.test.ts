import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { OWN_SECRET, OWN_VARIABLE, partsOf, SECRETS } from '../../helpers/agents/secrets.ts';
import { misbehave, run } from '../../helpers/bad-agents.ts';
import { until } from '../../helpers/processes.ts';
import { withOwnServer, type Stage, type Theatre } from '../../helpers/stage.ts';

/** What one has kept must not be taken for what another has. */
const theatre: Theatre = { play: (plan, config, scene) => withOwnServer(plan, config, scene) };

const ways = [
  'text',
  'pieces',
  'thoughts',
  'tools',
  'plan',
  'questions',
  'report',
  'own-tools',
  'crash',
  'crash-cut',
  'garbage',
  'garbage-cut',
];

describe('a secret that an agent says', { concurrency: 3 }, () => {
  for (const name of ways) {
    test(`(${name}) is kept nowhere and shown nowhere`, () =>
      misbehave(theatre, { name, agent: 'leaky-agent.ts', env: { [OWN_VARIABLE]: OWN_SECRET } }, async (stage) => {
        const window = run(stage);
        const seen = await watch(stage);
        const { stdout, stderr } = await window;
        const { stdout: json } = await stage.command('status', '--json');
        const { stdout: text } = await stage.command('status');
        assertClean('what was seen of it', seen);
        assertClean('what the window printed', stdout + stderr);
        assertClean('clutch status', json + text);
        for (const file of keptIn(stage.clutch.home)) assertClean(file, readFileSync(file, 'latin1'));
      }));
  }
});

/** Everything that could be seen of the run, until it rests; a person denies all. */
async function watch({ clutch, project, command }: Stage): Promise<string> {
  const seen = new Set<string>();
  await until(
    async () => {
      const [view] = await clutch.runs(project.root);
      if (!view) return false;
      seen.add(JSON.stringify(view));
      const asked = view.signals.filter(({ options }) => options.some(({ id }) => id === 'deny' || id === 'reject'));
      for (const { id, options } of asked) {
        await command('signals', 'respond', view.id, id, options.some((one) => one.id === 'deny') ? 'deny' : 'reject');
      }
      return view.status !== 'running' && asked.length === 0;
    },
    { what: 'the run rests', deadlineMs: 120_000, everyMs: 15 },
  );
  return [...seen].join('\n');
}

function keptIn(home: string): string[] {
  return globSync(['journal.db*', 'logs/**'], { cwd: home })
    .map((file) => path.join(home, file))
    .filter((file) => statSync(file).isFile());
}

function assertClean(where: string, text: string): void {
  for (const secret of SECRETS) {
    for (const part of partsOf(secret)) {
      for (const written of new Set([part, JSON.stringify(part).slice(1, -1)])) {
        const at = text.indexOf(written);
        if (at >= 0) assert.fail(`${where} holds ${written}:\n…${text.slice(Math.max(0, at - 200), at + 200)}…`);
      }
    }
  }
}
