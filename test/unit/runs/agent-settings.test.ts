import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { agentSettings, requireAgent } from '../../../server/runs/agent-settings.ts';
import { createRuntimes } from '../../../server/runtimes/index.ts';
import { agentMachine, makeProgram } from '../../helpers/agent-machine.ts';
import { withTempDir } from '../../helpers/temp.ts';

const project = (agents: object) => ProjectConfig.parse({ agents });
const machine = (agents: object) => MachineConfig.parse({ agents });

describe('what is said about an agent', () => {
  test('is what the project says, and where that is silent what the machine says', () => {
    const ours = project({ claude: { model: 'big' } });
    const mine = machine({ claude: { model: 'small', program: '/opt/claude', download: true } });
    assert.deepEqual(agentSettings('claude', ours, mine), { model: 'big', program: '/opt/claude' });
    assert.deepEqual(agentSettings('codex', ours, mine), {});
  });

  test('gives it the variables of both', () => {
    const ours = project({ claude: { env: { A: 'project', B: 'project' } } });
    const mine = machine({ claude: { env: { B: 'machine', C: 'machine' } } });
    const { env } = agentSettings('claude', ours, mine);
    assert.deepEqual(env, { A: 'project', B: 'project', C: 'machine' });
  });
});

describe('an agent that a run needs', () => {
  const place = (root: string, agents: object = {}) => ({ root, project: project(agents), machine: machine({}) });
  const runtimesOn = (folder: string) => createRuntimes(agentMachine({ env: { PATH: path.join(folder, 'bin') } }));

  test('is refused with all known names, those of settings too, where its own means nothing', () =>
    withTempDir((root) => {
      const agents = { mine: { kind: 'command', program: '/bin/cat' }, unclear: { model: 'x' } };
      assert.throws(
        () => requireAgent(runtimesOn(root), 'unclear', place(root, agents)),
        /no agent runtime named unclear\. Known are: claude, codex, gemini, .*, human, mine\.$/,
      );
    }));

  test('is refused with the way out where it is not installed', () =>
    withTempDir((root) => {
      assert.throws(() => requireAgent(runtimesOn(root), 'opencode', place(root)), /clutch agents --allow opencode/);
      makeProgram(root, 'bin/opencode', '');
      const elsewhere = path.join(root, 'project');
      assert.doesNotThrow(() => requireAgent(runtimesOn(root), 'opencode', place(elsewhere)));
      assert.throws(
        () => requireAgent(runtimesOn(root), 'opencode', place(root)),
        /not found/,
        'it lies in the project',
      );
    }));
});
