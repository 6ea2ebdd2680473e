import type { Feature } from '../services.ts';
import { agents } from './agents/index.ts';
import { collab } from './collab/index.ts';
import { help } from './help/index.ts';
import { monitor } from './monitor/index.ts';
import { needsYou } from './needs-you/index.ts';
import { peers } from './peers/index.ts';
import { plans } from './plans/index.ts';
import { projects } from './projects/index.ts';
import { prompts } from './prompts/index.ts';
import { runs } from './runs/index.ts';
import { server } from './server/index.ts';
import { tasks } from './tasks/index.ts';
import { workstreams } from './workstreams/index.ts';

/** Everything a person sees. */
export const features: readonly Feature[] = [
  server,
  needsYou,
  projects,
  tasks,
  workstreams,
  agents,
  peers,
  collab,
  plans,
  runs,
  prompts,
  monitor,
  help,
];
