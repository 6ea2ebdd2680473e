import type { AgentToolName } from '#schemas/agent-tools.ts';

/**
 * What a feature contributes to package.json, as data. `scripts/generate-manifest.ts` merges the manifests into
 * package.json and package.nls.json; a test keeps the files equal to them.
 */
export interface FeatureManifest {
  /** By command id. Titles are English; the palette shows them behind `CLUTCH:`. */
  readonly commands: Readonly<Record<string, CommandManifest>>;
  readonly views: readonly ViewManifest[];
  readonly welcome: readonly WelcomeManifest[];
  /** By menu id, `view/item/context` for instance. */
  readonly menus: Readonly<Record<string, readonly MenuManifest[]>>;
  /** Tools for agents that the language models of the window may use, by their names without `clutch_`. */
  readonly tools?: readonly AgentToolName[];
  /** Providers of MCP servers. */
  readonly mcpServers?: readonly { readonly id: string; readonly label: string }[];
}

export interface CommandManifest {
  readonly title: string;
  /** Name of a codicon. */
  readonly icon?: string;
  /** When clause; the command is greyed out where it does not hold. */
  readonly enablement?: string;
  /** False for commands that only make sense on a row of a tree. */
  readonly palette?: false;
}

export interface ViewManifest {
  readonly id: string;
  readonly name: string;
  /** Name of a codicon, shown when the view is dragged out of the sidebar. */
  readonly icon: string;
  /** When clause; the view is there only where it holds. */
  readonly when?: string;
}

export interface WelcomeManifest {
  readonly view: string;
  readonly contents: string;
  readonly when: string;
}

export interface MenuManifest {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}
