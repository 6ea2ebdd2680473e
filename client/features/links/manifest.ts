import type { FeatureManifest } from '../../manifest.ts';

/** Links are followed by `vscode://clutch.clutch/…`; there is nothing to click in VS Code itself. */
export const linksManifest = {
  commands: {},
  views: [],
  welcome: [],
  menus: {},
  activationEvents: ['onUri'],
} as const satisfies FeatureManifest;
