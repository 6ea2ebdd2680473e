/**
 * Real coding agents for tests: npm packages at pinned versions, each installed once into `.tools/agents/<name>`;
 * afterwards everything works offline.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentPackage, catalog } from '../../server/runtimes/catalog.ts';
import { type NodeTestOptions, runTestFiles } from './node-tests.ts';
import { messageOf, npmCommand, runOrThrow } from './process.ts';
import { inRepository, toolsFolder } from './repository.ts';
import type { StageResult } from './stage.ts';

/** Every agent of the catalog that comes as a package, in the version that its driver was measured with. */
export const realAgents: readonly string[] = catalog.filter(({ npm }) => npm !== null).map(({ name }) => name);

/** Of these, the one that takes the least time and space. */
export const lightestAgent = 'gemini';

const agentsFolder = join(toolsFolder, 'agents');

/** Some need seconds for each of their starts. */
const MINUTES_PER_AGENT = 6;

/** Installs an agent unless it is there in its pinned version. */
export async function ensureAgent(name: string): Promise<void> {
  const { package: packageName, version } = agentPackage(name);
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

/** Throws for an agent that comes from elsewhere. */
export function agentPackage(name: string): AgentPackage {
  const found = catalog.find((agent) => agent.name === name)?.npm;
  if (!found) throw new Error(`There is no package of ${name}. Agents that can be tried are ${realAgents.join(', ')}.`);
  return found;
}

/** The tests of one agent, whether it is installed or not; `probe` and `tools` are those of all together. */
export function testAgent(name: string, options: NodeTestOptions): Promise<StageResult> {
  return runTestFiles(name, [inRepository('test', 'agents', `${name}.test.ts`)], MINUTES_PER_AGENT, options);
}

function installedVersion(folder: string, packageName: string): string | undefined {
  const manifest = join(folder, 'node_modules', packageName, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string };
  return version;
}
