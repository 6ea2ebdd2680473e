import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

export interface ProgramSearch {
  /** Its PATH is searched, and on Windows with the endings of its PATHEXT. */
  readonly env: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  /** Absolute folders: what lies in one of them is not found. */
  readonly outside?: readonly string[];
}

/**
 * The absolute path of a program by its plain name, from the PATH; null where there is none. An entry of the PATH that
 * is not absolute is passed over: it would mean another folder for every process.
 */
export function findProgram(
  name: string,
  { env, platform = process.platform, outside = [] }: ProgramSearch,
): string | null {
  if (!/^[\w.+@-]{1,64}$/.test(name)) return null;
  const shut = outside.map(realOf);
  const folders = foldersOf(env, platform).filter((folder) => !shut.some((one) => isBelow(one, realOf(folder))));
  for (const folder of folders) {
    for (const ending of endingsOf(name, env, platform)) {
      const file = path.join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  }
  return null;
}

/** What `spawn` can start. */
export interface Startable {
  readonly program: string;
  /** Before the program's own arguments. */
  readonly args: readonly string[];
}

/**
 * How a file is started. On Windows npm puts a `.cmd` file where elsewhere there is a link, and Node starts such files
 * only through a shell, which would read the arguments. So the script or program behind it is started instead; null for
 * a batch file that is none of npm's.
 */
export function startable(
  file: string,
  { env, platform = process.platform, outside = [] }: ProgramSearch,
): Startable | null {
  const isBatch = platform === 'win32' && /\.(?:cmd|bat)$/i.test(file);
  if (!isBatch) return { program: file, args: [] };
  const target = targetOfShim(readFileSync(file, 'utf8'));
  if (target === null) return null;
  const behind = path.resolve(path.dirname(file), target.replaceAll('\\', path.sep));
  if (/\.exe$/i.test(behind)) return { program: behind, args: [] };
  const node = findProgram('node', { env, platform, outside });
  return node === null ? null : { program: node, args: [behind] };
}

/** The last file that the shim names beside itself: its first lines only look for the Node that stands there. */
function targetOfShim(text: string): string | null {
  const named = [...text.slice(0, 8192).matchAll(/%(?:~dp0|dp0%)\\?([^"%\r\n]+\.(?:[cm]?js|exe))"/gi)];
  return named.at(-1)?.[1] ?? null;
}

/** Whether this is a file that may be started. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or nothing that may be started.
    return false;
  }
}

function foldersOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const all = env['PATH'] ?? env['Path'] ?? '';
  return all.split(platform === 'win32' ? ';' : ':').filter((folder) => path.isAbsolute(folder));
}

function endingsOf(name: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform !== 'win32') return [''];
  const endings = (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((ending) => ending !== '');
  return endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase())) ? [''] : endings;
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // Not there: nothing will be found in it.
    return path.resolve(folder);
  }
}

function isBelow(folder: string, inner: string): boolean {
  const way = path.relative(folder, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}
