import type { FeatureManifest } from '../../manifest.ts';

const inMarkdown = 'editorLangId == markdown';
const trusted = `isWorkspaceTrusted && ${inMarkdown}`;

/** From the palette and by key these are about the phase, workstream or level that the cursor is in. */
export const plansManifest = {
  commands: {
    'clutch.runPhase': { title: 'Run Phase…', icon: 'play', enablement: trusted },
    'clutch.validatePhase': { title: 'Validate…', icon: 'beaker', enablement: trusted },
    'clutch.showTask': { title: 'Show Task', enablement: inMarkdown },
    'clutch.openPrp': { title: 'Open PRP', enablement: inMarkdown },
    'clutch.createPrp': { title: 'Create PRP', enablement: inMarkdown },
    'clutch.openCommit': { title: 'Open Commit Under Cursor', enablement: inMarkdown },
    'clutch.fixAllInPlans': { title: 'Fix All in Plan Documents', enablement: 'workspaceFolderCount > 0' },
  },
  views: [],
  welcome: [],
  menus: {},
} as const satisfies FeatureManifest;
