import path from 'node:path';
import type { ValidationSuite } from '#schemas/protocol/validations.ts';
import { parseDocument } from '../language/parse-document.ts';
import type { ProjectView } from '../language/project-view.ts';
import { validationCommands } from '../language/validation-commands.ts';
import { readDocument } from './read-document.ts';

const MAX_SUITES = 2000;

/** The PRPs with validation commands, as they are saved: that is what a run would execute. */
export function validationSuites(
  projects: readonly { readonly root: string; readonly project: ProjectView }[],
): ValidationSuite[] {
  return projects
    .flatMap(({ root, project }) => project.documents('prp').map((facts) => ({ root, facts })))
    .slice(0, MAX_SUITES)
    .flatMap(({ root, facts: { path: file, phaseId, title } }) => {
      const saved = readDocument(path.join(root, file));
      const commands = saved.ok ? validationCommands(parseDocument(saved.text)) : [];
      return commands.length === 0 ? [] : [{ root, path: file, phase: phaseId, title, commands }];
    });
}
