import type { FeatureManifest } from '../../manifest.ts';

export const peersManifest = {
  commands: {},
  views: [{ id: 'clutch.peers', name: 'Peers', icon: 'vm' }],
  welcome: [],
  menus: {},
} as const satisfies FeatureManifest;
