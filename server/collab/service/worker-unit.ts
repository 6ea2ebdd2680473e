import { createHash } from 'node:crypto';
import path from 'node:path';

/** A worker that the operating system starts: which program, for which project. All paths are absolute. */
export interface WorkerService {
  readonly node: string;
  /** `clutch.mjs`. */
  readonly program: string;
  readonly project: string;
  readonly slots: string | null;
  /** Null: the usual one. */
  readonly clutchHome: string | null;
  /** Where agents are found; a unit of the user has only the shortest one by itself. */
  readonly searchPath: string;
}

/** Two projects of one name have two units. */
export function unitName(project: string): string {
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 6);
  const name = path
    .basename(project)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `clutch-worker-${name.slice(0, 40) || 'project'}-${hash}.service`;
}

/** The whole text of the unit. Nothing in it is secret: keys lie in CLUTCH_HOME, and a code is used before, not here. */
export function workerUnit(service: WorkerService): string {
  const { node, program, project, slots, clutchHome, searchPath } = service;
  const command = [node, program, 'worker', '--project', project, ...(slots === null ? [] : ['--slots', slots])];
  const environment = [`PATH=${searchPath}`, ...(clutchHome === null ? [] : [`CLUTCH_HOME=${clutchHome}`])];
  return [
    '[Unit]',
    `Description=CLUTCH worker for ${path.basename(project).replaceAll(/[^\w .-]/g, '_')}`,
    '',
    '[Service]',
    `ExecStart=${command.map(quotedArgument).join(' ')}`,
    `WorkingDirectory=${project.replaceAll('%', '%%')}`,
    ...environment.map((variable) => `Environment=${quoted(variable)}`),
    'Restart=on-failure',
    'RestartSec=5',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
}

/** systemd reads quotes, backslashes and percent signs in every value. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;

/** In a command dollars are variables as well. */
const quotedArgument = (text: string): string => quoted(text).replaceAll('$', '$$$$');
