import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { showContract, showContractDifferences } from './commands/contracts.ts';
import { steerAny, steerRow } from './commands/steer.ts';
import { workstreamsManifest } from './manifest.ts';
import { workstreamRows } from './tree.ts';

/** Run → phase → workstreams, contracts and receipts, and what a person can decide about them. */
export const workstreams: Feature = (services) =>
  disposeAll(
    registerCommands(services, workstreamsManifest, {
      'clutch.steerRun': steerAny,
      'clutch.steerRun.pause': steerRow('pause'),
      'clutch.steerRun.resume': steerRow('resume'),
      'clutch.steerRun.stop': steerRow('stop'),
      'clutch.steerRun.retry': steerRow('retry'),
      'clutch.steerRun.retryWith': steerRow('retry', true),
      'clutch.steerRun.skip': steerRow('skip'),
      'clutch.steerRun.defer': steerRow('defer'),
      'clutch.showContractDifferences': showContractDifferences,
      'clutch.showContract': showContract,
    }),
    createOverviewTree({ view: 'clutch.workstreams', overview: services.overview, rows: workstreamRows }),
  );
