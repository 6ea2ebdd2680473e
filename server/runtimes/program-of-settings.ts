import path from 'node:path';
import { findProgram, isProgram, type ProgramSearch, startable, type Startable } from '../platform/find-program.ts';

/** How a program that settings name is started, or the rest of a sentence about why it cannot be. */
export function programOfSettings(program: string, search: ProgramSearch): Startable | string {
  const isPath = path.isAbsolute(program);
  if (!isPath && /[\\/]/.test(program)) {
    return `is set to the program ${program}. Set an absolute path, or a name on the PATH.`;
  }
  const file = isPath ? (isProgram(program) ? program : null) : findProgram(program, search);
  if (file === null) return `is set to the program ${program}, which is not there. Install it or correct the setting.`;
  return startable(file, search) ?? `is set to ${file}, a batch file that npm did not make. Set the program behind it.`;
}
