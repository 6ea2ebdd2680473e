/**
 * A real VS Code without a download site: the npm package `code-server` is VS Code's web workbench plus the remote
 * extension host that a Remote-SSH user has. It is installed once into `.tools/code-server`; afterwards everything here
 * works offline.
 */
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandExists, messageOf, npmCommand, runOrThrow } from './process.ts';
import { toolsFolder } from './repository.ts';

/** code-server 4.139.1 is VS Code 1.139.1. */
export const codeServerVersion = '4.139.1';

const folder = join(toolsFolder, 'code-server');
const minutes = (count: number): number => count * 60_000;

export interface CodeServer {
  /** The script to run with Node 24: `node <entry> …`. */
  readonly entry: string;
  /** A sentence about something that is missing but not needed, or undefined. */
  readonly warning: string | undefined;
  /** True when this call installed it, false when it was there. */
  readonly installedNow: boolean;
}

/** Returns the installed code-server, installing it first when it is missing or of another version. */
export async function ensureCodeServer(): Promise<CodeServer> {
  const stamp = readStamp();
  if (stamp !== undefined) return { entry: entryIn(folder), warning: stamp.warning, installedNow: false };
  // Two test runs may install at the same time: each builds its own folder, and a rename publishes the first.
  const staging = `${folder}.${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  try {
    const warning = await installInto(staging);
    writeFileSync(join(staging, 'installed.json'), JSON.stringify({ ...identity(), warning }));
    publish(staging);
    return { entry: entryIn(folder), warning, installedNow: true };
  } catch (cause) {
    throw new Error(
      `Could not install code-server ${codeServerVersion} into ${folder} (${messageOf(cause)}). ` +
        'Check that the npm registry can be reached, then run the same command again.',
      { cause },
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

const entryIn = (home: string): string => join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

const identity = () => ({
  codeServer: codeServerVersion,
  node: process.versions.node,
  machine: `${process.platform}-${process.arch}`,
});

function readStamp(): { readonly warning: string | undefined } | undefined {
  const path = join(folder, 'installed.json');
  if (!existsSync(path) || !existsSync(entryIn(folder))) return undefined;
  const stamp: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof stamp !== 'object' || stamp === null) return undefined;
  const found = new Map<string, unknown>(Object.entries(stamp));
  if (Object.entries(identity()).some(([key, value]) => found.get(key) !== value)) return undefined;
  const warning = found.get('warning');
  return { warning: typeof warning === 'string' ? warning : undefined };
}

function publish(staging: string): void {
  if (readStamp() !== undefined) return;
  rmSync(folder, { recursive: true, force: true });
  renameSync(staging, folder);
}

async function installInto(home: string): Promise<string | undefined> {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'clutch-tools', private: true }));
  // code-server's own install scripts build Kerberos bindings (system headers) and more that a test host never uses.
  await npm(home, ['install', '--ignore-scripts', `code-server@${codeServerVersion}`], minutes(6));
  const vscode = join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(vscode, ['install', '--omit=dev', '--ignore-scripts'], minutes(6));
  const warning = await buildSpdlog(home, vscode);
  prune(vscode);
  return warning;
}

/** Removes what a test host never loads: source maps, and the two biggest built-in extensions. About 120 MB. */
function prune(vscode: string): void {
  const unused = ['copilot', 'mermaid-markdown-features'].map((name) => join(vscode, 'extensions', name));
  const maps = globSync('**/*.map', { cwd: vscode }).map((path) => join(vscode, path));
  for (const path of [...unused, ...maps]) rmSync(path, { recursive: true, force: true });
}

/** VS Code writes its output channels through this native module. Everything else works without it. */
async function buildSpdlog(home: string, vscode: string): Promise<string | undefined> {
  if (!['c++', 'g++', 'clang++', 'cl'].some(commandExists) || !['python3', 'python'].some(commandExists)) {
    return 'No C++ compiler and Python found: output channels of the test VS Code stay empty.';
  }
  const headers = await installNodeHeaders(home);
  const env = { ...process.env, npm_config_nodedir: headers };
  try {
    await npm(vscode, ['rebuild', '@vscode/spdlog', '--foreground-scripts'], minutes(4), env);
    return undefined;
  } catch (error) {
    return `Output channels of the test VS Code stay empty, because its native logger did not compile: ${messageOf(error)}`;
  } finally {
    rmSync(join(home, 'headers'), { recursive: true, force: true });
  }
}

/** The `node` package keeps only its binary; the headers it was built with are in the package for this machine. */
async function installNodeHeaders(home: string): Promise<string> {
  const { platform, arch, versions } = process;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const packageName = platform === 'darwin' && arch === 'arm64' ? `node-bin-${platform}-${arch}` : name;
  const parent = join(home, 'headers');
  mkdirSync(parent);
  writeFileSync(join(parent, 'package.json'), JSON.stringify({ name: 'clutch-headers', private: true }));
  await npm(parent, ['install', '--ignore-scripts', `${packageName}@${versions.node}`], minutes(4));
  return join(parent, 'node_modules', packageName);
}

async function npm(cwd: string, args: readonly string[], timeoutMs: number, env = process.env): Promise<void> {
  const [command, ...leading] = npmCommand();
  await runOrThrow(command, [...leading, ...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd,
    env,
    timeoutMs,
  });
}
