import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';
/** Rows of runs in a state that allows it; see `contextValue` in the tree of the workstreams. */
const offers = (verb: string): string => `viewItem =~ /^;run;.*;${verb};/`;

export const runsManifest = {
  commands: {
    'clutch.runPlan': { title: 'Run Plan…', icon: 'play', enablement: `${trusted} && workspaceFolderCount > 0` },
    'clutch.forecastPlan': { title: 'Forecast Plan…', icon: 'graph', enablement: 'clutch.hasPlan' },
    'clutch.runFromPhase': { title: 'Run From This Phase', icon: 'play', enablement: trusted, palette: false },
    'clutch.pauseRun': { title: 'Pause Run', icon: 'debug-pause', enablement: `${trusted} && clutch.canPause` },
    'clutch.resumeRun': { title: 'Resume Run', icon: 'debug-continue', enablement: `${trusted} && clutch.canResume` },
    'clutch.resumeRunWith': {
      title: 'Resume Run With Another Runtime…',
      enablement: `${trusted} && clutch.canResume`,
    },
    'clutch.stopRun': { title: 'Stop Run', icon: 'debug-stop', enablement: `${trusted} && clutch.canStop` },
    'clutch.whatNow': { title: 'What Now…', icon: 'compass' },
    'clutch.openReport': { title: 'Open Completion Report', icon: 'file-text', enablement: 'clutch.hasReport' },
  },
  views: [],
  welcome: [],
  menus: {
    'view/title': [{ command: 'clutch.runPlan', when: 'view == clutch.workstreams', group: 'navigation@1' }],
    'view/item/context': [
      { command: 'clutch.runPlan', when: 'viewItem == plan', group: 'inline@1' },
      { command: 'clutch.forecastPlan', when: 'viewItem == plan', group: '2_run@1' },
      { command: 'clutch.runFromPhase', when: 'viewItem == phase', group: 'clutch@1' },
      { command: 'clutch.pauseRun', when: offers('pause'), group: 'inline@2' },
      { command: 'clutch.resumeRun', when: offers('resume'), group: 'inline@2' },
      { command: 'clutch.stopRun', when: offers('stop'), group: 'inline@3' },
      { command: 'clutch.openReport', when: offers('report'), group: 'inline@1' },
      { command: 'clutch.pauseRun', when: offers('pause'), group: '2_run@1' },
      { command: 'clutch.resumeRun', when: offers('resume'), group: '2_run@1' },
      { command: 'clutch.resumeRunWith', when: offers('resume'), group: '2_run@2' },
      { command: 'clutch.stopRun', when: offers('stop'), group: '2_run@3' },
    ],
  },
} as const satisfies FeatureManifest;
