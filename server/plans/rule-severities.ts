import path from 'node:path';
import * as z from 'zod';
import { ProjectConfig } from '#schemas/settings.ts';
import type { RuleSeverities } from '../language/check-document.ts';
import { readDocument } from './read-document.ts';

export interface ProjectSeverities {
  readonly severities: RuleSeverities;
  /** A sentence about a configuration that cannot be used; the rules then are as they are by default. */
  readonly problem: string | null;
}

/** What `.clutch/config.json` of a project says of single rules. `shownAs` names the file in a sentence. */
export function readRuleSeverities(
  root: string,
  shownAs = path.join(root, '.clutch', 'config.json'),
): ProjectSeverities {
  const document = readDocument(path.join(root, '.clutch', 'config.json'), shownAs);
  const unusable = (reason: string): ProjectSeverities => ({
    severities: {},
    problem: `${shownAs} cannot be used, so every rule has its own severity: ${reason}`,
  });
  if (!document.ok) {
    if (document.code === 'missing') return { severities: {}, problem: null };
    // What else is said of it is about markdown files.
    const isFile = document.code !== 'folder' && document.code !== 'not-a-file';
    return isFile ? { severities: {}, problem: document.message } : unusable('it is no regular file.');
  }
  try {
    const parsed = ProjectConfig.safeParse(JSON.parse(document.text));
    if (parsed.success) return { severities: parsed.data.rules, problem: null };
    return unusable(z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
  } catch (error) {
    return unusable(`it is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
}
