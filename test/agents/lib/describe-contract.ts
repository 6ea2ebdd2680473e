import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { answerOf, type Behaviour, describeRuntimeContract } from '../../contract/runtime/contract.ts';
import { inSteps, runCommand, type Script, writeFile } from '../../helpers/fake-model/index.ts';
import { type AgentUnderTest, programOf } from './agents.ts';
import { type AgentInHome, settle } from './settle.ts';

/** The contract of all runtimes, kept by a real agent. */
export function describeAgentContract(agent: AgentUnderTest): void {
  describe(agent.name, { skip: programOf(agent.name).skip, concurrency: false }, () => {
    const home = settle(agent);
    const prepareSession = () => {
      home.follow(({ body }) => ({ say: JSON.stringify(body).includes('Go on.') ? 'second' : 'first' }));
      return Promise.resolve({ runtime: home.runtime, playbook: null });
    };
    describeRuntimeContract(agent.name, {
      // No model can make a real agent crash, or deaf; and Gemini takes a minute for 64 MiB.
      lacks: ['deafness', 'silence', 'crashes', 'floods'],
      question: /touch .*answer/,
      prepare(behaviour, folder) {
        home.follow(scripts[behaviour](folder));
        const runtime = behaviour === 'asks' ? home.runtime : allowed(home);
        return Promise.resolve({ runtime, playbook: null });
      },
      ...(agent.resumes ? { prepareSession } : {}),
    });
  });
}

/** Whatever it asks, it may. */
function allowed({ runtime }: AgentInHome): AgentRuntime {
  return {
    ...runtime,
    run: (mission) =>
      runtime.run({
        ...mission,
        onStarted: (identity) => mission.onStarted(identity),
        onEvent: (event) => mission.onEvent(event),
        ask: (request) => Promise.resolve(answerOf(request, 'allow')),
      }),
  };
}

const hangs = (): Script => () => ({ say: 'working', stalls: true });

const scripts: Readonly<Record<Behaviour, (folder: string) => Script>> = {
  works: (folder) =>
    inSteps((request) => ({ say: 'working', call: writeFile(request, join(folder, 'made.txt'), 'made') }), {
      say: 'finished',
    }),
  asks: (folder) =>
    inSteps(
      (request) => ({ call: runCommand(request, `touch ${folder}/answer`) }),
      () => ({ say: existsSync(join(folder, 'answer')) ? 'answer: allow' : 'answer: reject' }),
    ),
  hangs,
  'hangs-deaf': hangs,
  crashes: hangs,
  floods: hangs,
  'leaves-child': (folder) =>
    inSteps(
      (request) => ({
        call: runCommand(request, `nohup sleep 600 >/dev/null 2>&1 </dev/null & echo $! > ${folder}/child`),
      }),
      { say: 'working' },
    ),
};
