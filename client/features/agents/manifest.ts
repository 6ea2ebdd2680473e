import type { FeatureManifest } from '../../manifest.ts';

/** Id of the provider of MCP servers. */
export const TOOLS_PROVIDER = 'clutch.tools';

export const agentsManifest = {
  commands: {
    'clutch.chooseAgent': {
      title: 'Choose Agent…',
      icon: 'robot',
      enablement: 'isWorkspaceTrusted && workspaceFolderCount > 0',
    },
    'clutch.connectAgents': { title: 'Connect Agents…', icon: 'plug', enablement: 'isWorkspaceTrusted' },
  },
  views: [],
  welcome: [],
  menus: {
    'view/title': [{ command: 'clutch.chooseAgent', when: 'view == clutch.projects', group: '2_agents@1' }],
  },
  // Those that only read: what acts for a session needs its token.
  tools: ['session_entry', 'task_list', 'task_get', 'get_contracts'],
  mcpServers: [{ id: TOOLS_PROVIDER, label: 'CLUTCH' }],
} as const satisfies FeatureManifest;
