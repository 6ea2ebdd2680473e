import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CliError } from './cli-error.ts';

/** The first Node with `node:sqlite` unflagged. */
const MINIMUM = [22, 13] as const;

/** The Node that the server is started with: this one if it is new enough, else `CLUTCH_NODE`, else the installed one. */
export function findServerNode(): string {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const candidates = [process.env['CLUTCH_NODE'], path.resolve(import.meta.dirname, '../node_modules/node/bin/node')];
  const found = candidates.find((candidate) => candidate && existsSync(candidate) && isNewEnough(versionOf(candidate)));
  if (found) return found;
  const need = `The CLUTCH server needs Node ${MINIMUM.join('.')} or newer, and ${process.execPath} is ${process.versions.node}`;
  throw new CliError(`${need}. Install a newer Node, or set CLUTCH_NODE to the path of one.`);
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

function versionOf(node: string): string {
  try {
    return execFileSync(node, ['--version'], { encoding: 'utf8', timeout: 5000 }).trim();
  } catch {
    return '0.0';
  }
}
