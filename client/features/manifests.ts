import type { FeatureManifest } from '../manifest.ts';
import { agentsManifest } from './agents/manifest.ts';
import { collabManifest } from './collab/manifest.ts';
import { helpManifest } from './help/manifest.ts';
import { monitorManifest } from './monitor/manifest.ts';
import { needsYouManifest } from './needs-you/manifest.ts';
import { peersManifest } from './peers/manifest.ts';
import { plansManifest } from './plans/manifest.ts';
import { projectsManifest } from './projects/manifest.ts';
import { promptsManifest } from './prompts/manifest.ts';
import { runsManifest } from './runs/manifest.ts';
import { serverManifest } from './server/manifest.ts';
import { tasksManifest } from './tasks/manifest.ts';
import { workstreamsManifest } from './workstreams/manifest.ts';

/** The manifests of all features, in the order in which their views stand in the sidebar. Free of `vscode`. */
export const manifests: readonly FeatureManifest[] = [
  needsYouManifest,
  projectsManifest,
  tasksManifest,
  workstreamsManifest,
  peersManifest,
  collabManifest,
  plansManifest,
  runsManifest,
  agentsManifest,
  promptsManifest,
  monitorManifest,
  helpManifest,
  serverManifest,
];
