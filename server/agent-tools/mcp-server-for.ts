import type { McpServer } from '../engine/ports.ts';

export interface McpPrograms {
  /** Absolute path of the Node that runs it; VS Code's Electron will do. */
  readonly node: string;
  /** Absolute path of the `clutch` program. */
  readonly program: string;
  /** `CLUTCH_HOME` of the server that gave the token. */
  readonly home: string;
}

/** How an agent starts CLUTCH's tools for its session. */
export function mcpServerFor({ node, program, home }: McpPrograms, token: string): McpServer {
  return {
    name: 'clutch',
    program: node,
    args: [program, 'mcp'],
    env: { CLUTCH_SESSION_TOKEN: token, CLUTCH_HOME: home, ELECTRON_RUN_AS_NODE: '1' },
  };
}
