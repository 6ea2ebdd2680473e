import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';

export const plansManifest = {
  commands: {
    'clutch.runPhase': { title: 'Run Phase…', icon: 'play', enablement: trusted, palette: false },
    'clutch.validatePhase': { title: 'Validate…', icon: 'beaker', enablement: trusted, palette: false },
    'clutch.showTask': { title: 'Show Task', palette: false },
    'clutch.openPrp': { title: 'Open PRP', palette: false },
    'clutch.createPrp': { title: 'Create PRP', palette: false },
    'clutch.openCommit': { title: 'Open Commit Under Cursor', enablement: 'editorLangId == markdown' },
    'clutch.fixAllInPlans': { title: 'Fix All in Plan Documents', enablement: 'workspaceFolderCount > 0' },
  },
  views: [],
  welcome: [],
  menus: {},
} as const satisfies FeatureManifest;
