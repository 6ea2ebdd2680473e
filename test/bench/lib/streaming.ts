import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { RunView } from '#schemas/run/run.ts';
import { inRepository } from '../../../scripts/lib/repository.ts';
import { SECONDS } from './streaming-time.ts';
import { createPlanProject, type PlanProject } from '../../helpers/plan-project.ts';

export const PROJECTS = 2;
/** Names of the workstreams of each project; an agent for each. */
export const TEAM = ['alpha', 'beta', 'gamma', 'delta'];
/** Events a second of one agent. */
export const RATE = 1_000;

const config = {
  runtime: 'streaming',
  validator: false,
  agents: {
    streaming: {
      kind: 'acp',
      program: process.execPath,
      args: [inRepository('test/helpers/agents/streaming-agent.ts'), String(RATE), String(SECONDS)],
    },
  },
};

/** Projects whose agents all work at the same time. */
export function createStreamingProjects(folder: string): PlanProject[] {
  return Array.from({ length: PROJECTS }, (_, index) => {
    const home = path.join(folder, `p${index}`);
    mkdirSync(home);
    const workstreams = TEAM.map((name) => ({ name, files: [`${name}.txt`] }));
    return createPlanProject(home, [{ workstreams, commands: TEAM.map((name) => `test -f ${name}.txt`) }], config);
  });
}

export function isOver({ status }: RunView): boolean {
  return status !== 'running';
}
