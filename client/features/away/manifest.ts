import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';

/** The context keys are published by `context-keys.ts` of this feature. */
export const awayManifest = {
  commands: {
    'clutch.openAwayPlan': { title: 'Open Away Plan', icon: 'coffee', enablement: 'workspaceFolderCount > 0' },
    'clutch.newAwayPlan': {
      title: 'New Away Plan',
      icon: 'new-file',
      enablement: `${trusted} && clutch.away.canCreate`,
    },
    'clutch.armAwayPlan': { title: 'Arm Away Plan…', icon: 'shield', enablement: `${trusted} && clutch.away.canArm` },
    'clutch.disarmAwayPlan': {
      title: 'Disarm Away Plan',
      icon: 'debug-stop',
      enablement: `${trusted} && clutch.away.canDisarm`,
    },
    'clutch.showAwayReport': { title: 'Show Away Report', icon: 'output', enablement: 'clutch.away.hasReport' },
  },
  views: [],
  welcome: [],
  panels: ['clutch.awayPlan'],
  menus: {
    'view/title': [{ command: 'clutch.openAwayPlan', when: 'view == clutch.projects', group: '2_away@1' }],
    'editor/title': [
      {
        command: 'clutch.openAwayPlan',
        when: 'resourceFilename == AWAY_DEVELOPMENT_PLAN.md && resourceScheme == file',
        group: 'navigation@1',
      },
    ],
  },
} as const satisfies FeatureManifest;
