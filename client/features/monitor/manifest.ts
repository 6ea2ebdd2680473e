import type { FeatureManifest } from '../../manifest.ts';

/** Phases and workstreams in the page, in a state that allows it; see `contextOf` in webviews/monitor. */
const offers = (verb: string): string => `webviewId == 'clutch.monitor' && clutchRow =~ /;${verb};/`;

export const monitorManifest = {
  commands: {
    'clutch.openMonitor': { title: 'Open Monitor', icon: 'pulse' },
    'clutch.openTriage': { title: 'Open Triage', icon: 'inbox' },
  },
  views: [],
  welcome: [],
  panels: ['clutch.monitor'],
  menus: {
    'view/title': [
      { command: 'clutch.openMonitor', when: 'view == clutch.workstreams', group: 'navigation@2' },
      { command: 'clutch.openTriage', when: 'view == clutch.needsYou', group: 'navigation@1' },
    ],
    'view/item/context': [{ command: 'clutch.openMonitor', when: 'viewItem =~ /^;run;/', group: '0_open@1' }],
    'webview/context': [
      { command: 'clutch.steerRun.resume', when: offers('resume'), group: '2_steer@1' },
      { command: 'clutch.steerRun.pause', when: offers('pause'), group: '2_steer@1' },
      { command: 'clutch.steerRun.stop', when: offers('stop'), group: '2_steer@2' },
      { command: 'clutch.steerRun.retry', when: offers('retry'), group: '2_steer@3' },
      { command: 'clutch.steerRun.retryWith', when: offers('retry'), group: '2_steer@4' },
      { command: 'clutch.steerRun.skip', when: offers('skip'), group: '3_without@1' },
      { command: 'clutch.steerRun.defer', when: offers('defer'), group: '3_without@2' },
      { command: 'clutch.showContract', when: offers('contract'), group: '4_show@1' },
    ],
  },
} as const satisfies FeatureManifest;
