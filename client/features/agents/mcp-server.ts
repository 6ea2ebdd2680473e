import { homedir } from 'node:os';
import { Disposable, lm, McpStdioServerDefinition, workspace } from 'vscode';
import { clutchHome } from '#schemas/protocol/home.ts';
import type { Services } from '../../services.ts';
import { TOOLS_PROVIDER } from './manifest.ts';
import { windowFolder } from './window-folder.ts';

/** CLUTCH's tools as an MCP server, for agents of this window that use those. Not every host knows them. */
export function provideMcpServer({ context }: Services): Disposable {
  const host: Partial<typeof lm> | undefined = lm;
  const registered = host?.registerMcpServerDefinitionProvider?.(TOOLS_PROVIDER, {
    provideMcpServerDefinitions() {
      const node = workspace.getConfiguration('clutch').get('server.nodePath', '') || process.execPath;
      const program = context.asAbsolutePath('dist/clutch.mjs');
      // Harmless for a plain Node; the editor's own would open a window without it.
      const env = { CLUTCH_HOME: clutchHome(process.env, process.platform, homedir()), ELECTRON_RUN_AS_NODE: '1' };
      const version = String(context.extension.packageJSON.version);
      const definition = new McpStdioServerDefinition('CLUTCH', node, [program, 'mcp'], env, version);
      const cwd = windowFolder();
      return [cwd === undefined ? definition : Object.assign(definition, { cwd })];
    },
  });
  return registered ?? new Disposable(() => undefined);
}
