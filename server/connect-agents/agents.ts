import path from 'node:path';
import type { ConnectableAgent } from '#schemas/protocol/connect-agents.ts';
import { editJson } from './edit-json.ts';
import { editToml } from './edit-toml.ts';
import type { EditConfig } from './edit.ts';

/** Where a person's programs keep what is theirs. */
export interface Surroundings {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

export interface AgentConfig {
  readonly agent: ConnectableAgent;
  readonly title: string;
  /** Its program's name on the PATH. */
  readonly program: string;
  /** Absolute path of the configuration. */
  readonly file: string;
  /** Absolute path of something that is there when the agent was ever used. */
  readonly trace: string;
  readonly edit: EditConfig;
}

/** Every agent that the tools can be set up in, in the order of `ConnectableAgent`. */
export function agentConfigs({ home, platform, env }: Surroundings): readonly AgentConfig[] {
  const claude = env['CLAUDE_CONFIG_DIR'];
  const codex = env['CODEX_HOME'] || path.join(home, '.codex');
  const gemini = path.join(home, '.gemini');
  const code = codeFolder({ home, platform, env });
  const stdio = { type: 'stdio' };
  return [
    {
      agent: 'claude',
      title: 'Claude Code',
      program: 'claude',
      file: path.join(claude || home, '.claude.json'),
      trace: claude || path.join(home, '.claude'),
      edit: editJson('mcpServers', stdio),
    },
    {
      agent: 'codex',
      title: 'Codex',
      program: 'codex',
      file: path.join(codex, 'config.toml'),
      trace: codex,
      edit: editToml,
    },
    {
      agent: 'gemini',
      title: 'Gemini CLI',
      program: 'gemini',
      file: path.join(gemini, 'settings.json'),
      trace: gemini,
      edit: editJson('mcpServers'),
    },
    {
      agent: 'vscode',
      title: 'VS Code',
      program: 'code',
      file: path.join(code, 'mcp.json'),
      trace: code,
      edit: editJson('servers', stdio),
    },
  ];
}

function codeFolder({ home, platform, env }: Surroundings): string {
  const parts = ['Code', 'User'];
  if (platform === 'win32') return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), ...parts);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', ...parts);
  return path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), ...parts);
}
