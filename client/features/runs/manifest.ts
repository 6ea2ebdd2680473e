import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';

export const runsManifest = {
  commands: {
    'clutch.runPlan': { title: 'Run Plan…', icon: 'play', enablement: trusted },
    'clutch.runFromPhase': { title: 'Run From This Phase', icon: 'play', enablement: trusted, palette: false },
    'clutch.stopRun': { title: 'Stop Run', icon: 'debug-stop', enablement: `${trusted} && clutch.canStop` },
    'clutch.resumeRun': { title: 'Resume Run', icon: 'debug-continue', enablement: `${trusted} && clutch.canResume` },
    'clutch.answerQuestion': {
      title: 'Answer Question…',
      icon: 'comment-discussion',
      enablement: `${trusted} && clutch.hasQuestion`,
    },
    'clutch.openReport': { title: 'Open Completion Report', icon: 'file-text', enablement: 'clutch.hasReport' },
  },
  views: [],
  welcome: [],
  menus: {
    'view/title': [{ command: 'clutch.runPlan', when: 'view == clutch.workstreams', group: 'navigation@1' }],
    'view/item/context': [
      { command: 'clutch.runPlan', when: 'viewItem == plan', group: 'inline@1' },
      { command: 'clutch.runFromPhase', when: 'viewItem == phase', group: 'clutch@1' },
      { command: 'clutch.stopRun', when: 'viewItem =~ /^run-(running|waiting)/', group: 'inline@3' },
      { command: 'clutch.resumeRun', when: 'viewItem =~ /^run-(waiting|stopped|failed)$/', group: 'inline@2' },
      { command: 'clutch.answerQuestion', when: 'viewItem =~ /^run-.*-question$/', group: 'inline@1' },
      { command: 'clutch.openReport', when: 'viewItem == run-completed', group: 'inline@1' },
    ],
  },
} as const satisfies FeatureManifest;
