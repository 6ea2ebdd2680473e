// Runs a script of this folder from a bare clone: `node scripts/bootstrap.mjs scripts/test.ts [arguments…]`.
//
// Plain JavaScript without a dependency, because it runs on whatever Node 20 or newer the machine has and before
// anything is installed. It installs the locked packages when they are missing or differ from package-lock.json, then
// hands over to the Node 24 among them, which runs TypeScript directly. With the packages in place it needs no network.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

// import.meta.dirname came with Node 20.11 only.
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/u, '');
const windows = process.platform === 'win32';
const binFolder = join(root, 'node_modules', '.bin');

class Refusal extends Error {}

try {
  requireTools();
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) throw new Refusal('Name the script to run: node scripts/bootstrap.mjs scripts/test.ts');
  const path = resolve(root, script);
  if (!existsSync(path)) throw new Refusal(`There is no ${script} in ${root}.`);
  if (!packagesMatchTheLock()) installPackages();
  handOver(nodeBinary(), path, args);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function requireTools() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new Refusal(
      `This is Node ${process.versions.node}; install Node 20 or newer from https://nodejs.org and try again.`,
    );
  }
  for (const [tool, where] of [
    ['git', 'https://git-scm.com'],
    ['npm', 'https://nodejs.org (npm comes with Node)'],
  ]) {
    if (spawnSync(tool, ['--version'], { shell: windows, stdio: 'ignore' }).status !== 0) {
      throw new Refusal(`${tool} is not in PATH; install it from ${where} and try again.`);
    }
  }
}

// npm keeps its own record of what it installed. Comparing that record with the lock file needs no stamp of ours, and
// is right after an `npm install`, a branch switch and an interrupted `npm ci` (npm writes the record last).
function packagesMatchTheLock() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined || !existsSync(nodeBinary())) return false;
  const locked = readPackages(join(root, 'package-lock.json'));
  if (locked === undefined)
    throw new Refusal('package-lock.json is missing or damaged; restore it: git checkout package-lock.json');
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '' || wanted.link === true) return true;
    const found = installed[path];
    // Packages for other operating systems are locked as optional and never installed here.
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function installPackages() {
  console.log('Installing the locked packages (npm ci) …');
  // `npm run` puts node_modules/.bin first in PATH. The Node in there must not run the npm that deletes it.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => resolve(folder) !== binFolder)
    .join(delimiter);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH: path },
    shell: windows,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    throw new Refusal(
      'npm ci failed (its own message is above); check that the npm registry can be reached and try again.',
    );
  }
  if (!existsSync(nodeBinary())) {
    throw new Refusal(
      'npm ci left no Node in node_modules; allow install scripts (npm config delete ignore-scripts) and try again.',
    );
  }
}

function nodeBinary() {
  return join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
}

function handOver(node, script, args) {
  const child = spawn(node, [script, ...args], {
    cwd: root,
    env: { ...process.env, PATH: [binFolder, process.env.PATH ?? ''].join(delimiter) },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Could not start ${node} (${error.message}); delete node_modules and try again.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 1);
  });
}
