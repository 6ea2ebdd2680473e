/**
 * Real coding agents for tests: npm packages at pinned versions, each installed once into `.tools/agents/<name>`;
 * afterwards everything works offline.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, npmCommand, runOrThrow } from './process.ts';
import { toolsFolder } from './repository.ts';

export interface AgentPackage {
  readonly package: string;
  readonly version: string;
  /** What it is called in `node_modules/.bin`. */
  readonly bin: string;
}

/** The versions that the drivers were measured with; see docs/agents-tested.md. The lightest one comes first. */
export const agentPackages = {
  gemini: { package: '@google/gemini-cli', version: '0.61.0', bin: 'gemini' },
  opencode: { package: 'opencode-ai', version: '1.18.33', bin: 'opencode' },
  claude: { package: '@anthropic-ai/claude-code', version: '2.1.330', bin: 'claude' },
  codex: { package: '@openai/codex', version: '0.169.0', bin: 'codex' },
  'claude-acp': { package: '@agentclientprotocol/claude-agent-acp', version: '0.100.0', bin: 'claude-agent-acp' },
  'codex-acp': { package: '@agentclientprotocol/codex-acp', version: '2.6.0', bin: 'codex-acp' },
  openclaw: { package: 'openclaw', version: '2026.9.6', bin: 'openclaw' },
} as const satisfies Readonly<Record<string, AgentPackage>>;

export type RealAgentName = keyof typeof agentPackages;

export const agentsFolder = join(toolsFolder, 'agents');

/** Installs an agent unless it is there in its pinned version. */
export async function ensureAgent(name: RealAgentName): Promise<void> {
  const { package: packageName, version } = agentPackages[name];
  const folder = join(agentsFolder, name);
  if (installedVersion(folder, packageName) === version) return;
  // Two runs may install at the same time: each builds its own folder, and a rename publishes the first.
  const staging = `${folder}.${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  try {
    mkdirSync(staging, { recursive: true });
    writeFileSync(join(staging, 'package.json'), JSON.stringify({ name: `clutch-${name}`, private: true }));
    const [npm, ...leading] = npmCommand();
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier'];
    await runOrThrow(npm, [...leading, 'install', ...quiet, `${packageName}@${version}`], {
      cwd: staging,
      timeoutMs: 10 * 60_000,
    });
    if (installedVersion(folder, packageName) === version) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } catch (cause) {
    throw new Error(
      `Could not install ${packageName} ${version} into ${folder} (${messageOf(cause)}). ` +
        'Check that the npm registry can be reached, then run the same command again.',
      { cause },
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function installedVersion(folder: string, packageName: string): string | undefined {
  const manifest = join(folder, 'node_modules', packageName, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string };
  return version;
}
