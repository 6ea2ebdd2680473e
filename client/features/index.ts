import type { Feature } from '../services.ts';
import { agents } from './agents/index.ts';
import { board } from './board/index.ts';
import { away } from './away/index.ts';
import { collab } from './collab/index.ts';
import { help } from './help/index.ts';
import { health } from './health/index.ts';
import { links } from './links/index.ts';
import { monitor } from './monitor/index.ts';
import { needsYou } from './needs-you/index.ts';
import { peers } from './peers/index.ts';
import { plans } from './plans/index.ts';
import { projects } from './projects/index.ts';
import { prompts } from './prompts/index.ts';
import { review } from './review/index.ts';
import { runs } from './runs/index.ts';
import { server } from './server/index.ts';
import { setup } from './setup/index.ts';
import { tasks } from './tasks/index.ts';
import { terminals } from './terminals/index.ts';
import { validations } from './validations/index.ts';
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
  away,
  plans,
  runs,
  prompts,
  monitor,
  help,
  board,
  setup,
  health,
  validations,
  review,
  terminals,
  links,
];
