import type { FeatureManifest } from '../../manifest.ts';
import { READY, beforeAnything } from '../../welcome.ts';

const trusted = 'isWorkspaceTrusted';
const row = { enablement: trusted, palette: false } as const;
/** Rows of phases and workstreams in a state that allows it; see `contextValue` in the rows. */
const offers = (verb: string): string => `view == clutch.workstreams && viewItem =~ /^;steer;.*;${verb};/`;

export const workstreamsManifest = {
  commands: {
    'clutch.steerRun': { title: 'Steer Phase or Workstream…', enablement: `${trusted} && clutch.canSteer` },
    'clutch.steerRun.pause': { title: 'Pause', icon: 'debug-pause', ...row },
    'clutch.steerRun.resume': { title: 'Resume', icon: 'debug-continue', ...row },
    'clutch.steerRun.stop': { title: 'Stop', icon: 'debug-stop', ...row },
    'clutch.steerRun.retry': { title: 'Retry', icon: 'refresh', ...row },
    'clutch.steerRun.retryWith': { title: 'Retry With Another Runtime…', ...row },
    'clutch.steerRun.skip': { title: 'Skip…', ...row },
    'clutch.steerRun.defer': { title: 'Defer…', ...row },
    'clutch.showContractDifferences': {
      title: 'Show Contract Differences',
      icon: 'diff',
      enablement: 'clutch.hasComparison',
    },
    'clutch.showContract': { title: 'Show Contract', icon: 'file-text', palette: false },
  },
  views: [{ id: 'clutch.workstreams', name: 'Workstreams', icon: 'git-branch' }],
  welcome: [
    ...beforeAnything('clutch.workstreams', 'Runs of the projects in this window appear here. No folder is open yet.'),
    {
      view: 'clutch.workstreams',
      contents:
        'Plans are checked, but nothing runs in a workspace that you have not trusted.\n[Manage Workspace Trust](command:workbench.trust.manage)',
      when: `${READY} && !isWorkspaceTrusted`,
    },
    {
      view: 'clutch.workstreams',
      contents: 'Nothing has run yet.\n[Run Plan…](command:clutch.runPlan)',
      when: `${READY} && clutch.hasPlan && isWorkspaceTrusted`,
    },
    {
      view: 'clutch.workstreams',
      contents:
        'Runs appear here with their phases, workstreams and validation receipts, once there is a plan.\n[New Plan…](command:clutch.newPlan)',
      when: `${READY} && !clutch.hasPlan && isWorkspaceTrusted`,
    },
  ],
  menus: {
    'view/item/context': [
      { command: 'clutch.steerRun.resume', when: offers('resume'), group: 'inline@1' },
      { command: 'clutch.steerRun.pause', when: offers('pause'), group: 'inline@1' },
      { command: 'clutch.steerRun.retry', when: offers('retry'), group: 'inline@2' },
      { command: 'clutch.showContractDifferences', when: 'viewItem =~ /;comparison;/', group: 'inline@3' },
      { command: 'clutch.steerRun.resume', when: offers('resume'), group: '2_steer@1' },
      { command: 'clutch.steerRun.pause', when: offers('pause'), group: '2_steer@1' },
      { command: 'clutch.steerRun.stop', when: offers('stop'), group: '2_steer@2' },
      { command: 'clutch.steerRun.retry', when: offers('retry'), group: '2_steer@3' },
      { command: 'clutch.steerRun.retryWith', when: offers('retry'), group: '2_steer@4' },
      { command: 'clutch.steerRun.skip', when: offers('skip'), group: '3_without@1' },
      { command: 'clutch.steerRun.defer', when: offers('defer'), group: '3_without@2' },
      { command: 'clutch.showContract', when: 'viewItem =~ /;contract;/', group: '4_show@1' },
      { command: 'clutch.showContractDifferences', when: 'viewItem =~ /;comparison;/', group: '4_show@2' },
    ],
  },
} as const satisfies FeatureManifest;
