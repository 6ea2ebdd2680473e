import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

export interface Shell {
  readonly program: string;
  readonly verbatimArguments: boolean;
  args(script: string): readonly string[];
}

/**
 * The pipe that a parent gives its child in Node is a socket, and a script that opens `/dev/stderr` fails on it
 * (ENXIO). So bash first puts a real pipe, read by `cat`, in place of both outputs, which also keeps what goes to the
 * two in the order in which it was written; then it becomes the shell that runs the script. `cat` outlives SIGTERM to
 * pass on what the script says when it is ended, and leaves when the pipe is closed.
 */
const BASH_WITH_ONE_PIPE = [
  // Before it is started: one that is ended while it still sets its own trap would take the output with it.
  `trap '' TERM INT HUP`,
  'exec > >(exec cat) 2>&1',
  'trap - TERM INT HUP',
  'exec bash -e -o pipefail -c "$1"',
].join('; ');

/** bash where there is one, else the system's shell: the scripts of plans are written for bash. */
export async function shellFor(environment: NodeJS.ProcessEnv): Promise<Shell> {
  if (process.platform === 'win32') {
    const program = environment['ComSpec'] ?? 'cmd.exe';
    return { program, verbatimArguments: true, args: (script) => ['/d', '/s', '/c', `"${script}"`] };
  }
  const bash = await findProgram('bash', environment['PATH'] ?? '');
  if (bash === null) return { program: '/bin/sh', verbatimArguments: false, args: (script) => ['-e', '-c', script] };
  return { program: bash, verbatimArguments: false, args: (script) => ['-c', BASH_WITH_ONE_PIPE, 'clutch', script] };
}

async function findProgram(name: string, searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const candidate = join(folder, name);
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return null;
}
