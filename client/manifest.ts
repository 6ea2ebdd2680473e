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
  readonly keybindings?: readonly KeybindingManifest[];
  /** View types of panels that come back with the window. */
  readonly panels?: readonly string[];
  readonly walkthroughs?: readonly WalkthroughManifest[];
  /** Schemes of file systems and comment controllers, and others that activate: `onUri`, `onFileSystem:clutch`. */
  readonly activationEvents?: readonly string[];
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
  /** Folded until somebody unfolds it. */
  readonly collapsed?: true;
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

export interface KeybindingManifest {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
}

export interface WalkthroughManifest {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly steps: readonly WalkthroughStep[];
}

export interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  /** Markdown with buttons: `[Set Up](command:clutch.setup)` on a line of its own. */
  readonly description: string;
  /** Path of an SVG picture, relative to the extension, and what it shows. */
  readonly image: { readonly path: string; readonly alt: string };
  /** What ticks the step: `onCommand:clutch.setup`, `onContext:clutch.hasPlan`. */
  readonly completionEvents: readonly string[];
}
