import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { CheckReport, Finding } from '#schemas/document/finding.ts';
import { checkDocument, toFinding } from '../language/check-document.ts';
import { findProjectRoot, isClutchProject } from '../plans/project.ts';
import { readDocument } from '../plans/read-document.ts';
import { VERSION } from '../platform/version.ts';
import { formatJson } from './formats/json.ts';
import { formatSarif } from './formats/sarif.ts';
import { formatText } from './formats/text.ts';
import { printable } from './io.ts';
import type { CommandIo } from './io.ts';
import { markdownFiles } from './markdown-files.ts';

const USAGE = 'Usage: clutch check <path…> [--format text|json|sarif]';
const FORMATS = ['text', 'json', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

interface Options {
  readonly paths: readonly string[];
  readonly format: Format;
}

/**
 * `clutch check`: prints the findings in plan documents and resolves to the exit code: 0 none of severity error,
 * 1 some, 2 wrong usage or something could not be read (the rest is still checked and printed).
 */
export async function runCheck(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    io.stderr.write(`${printable(options)}\n${USAGE}\n`);
    return 2;
  }
  const findings: Finding[] = [];
  const projects = new Map<string, boolean>();
  const seen = new Set<string>();
  let checked = 0;
  let problems = 0;
  const complain = (sentence: string): void => {
    problems += 1;
    io.stderr.write(`${printable(sentence)}\n`);
  };
  for (const path of options.paths) {
    const found = await markdownFiles(resolve(io.cwd, path), path);
    found.problems.forEach(complain);
    for (const file of found.files) {
      if (seen.has(file)) continue;
      seen.add(file);
      const shown = shownPath(io.cwd, file);
      const document = readDocument(file, shown);
      if (!document.ok) {
        complain(document.message);
        continue;
      }
      checked += 1;
      const inProject = inClutchProject(file, projects);
      findings.push(
        ...checkDocument({ path: file, text: document.text, inProject }).map((one) => toFinding(shown, one)),
      );
    }
  }
  io.stdout.write(render({ files: checked, findings }, options.format));
  if (problems > 0) return 2;
  return findings.some((finding) => finding.severity === 'error') ? 1 : 0;
}

/** The options, or a sentence about what is wrong with them. */
function readOptions(args: readonly string[]): Options | string {
  const paths: string[] = [];
  let format = 'text';
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      paths.push(...args.slice(index + 1));
      break;
    }
    if (argument === '--format') {
      index += 1;
      format = args[index] ?? '';
    } else if (argument.startsWith('--format=')) format = argument.slice('--format='.length);
    else if (argument.startsWith('-') && argument !== '-') return `clutch check knows no option ${argument}.`;
    else if (argument === '') return 'A path is empty.';
    else paths.push(argument);
  }
  const known = FORMATS.find((one) => one === format);
  if (!known) return `"${format}" is no format; choose text, json or sarif.`;
  return paths.length === 0 ? 'Name at least one file or folder to check.' : { paths, format: known };
}

function render(report: CheckReport, format: Format): string {
  switch (format) {
    case 'text':
      return formatText(report);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, VERSION);
  }
}

/** Relative to where the command was started, unless it lies elsewhere; `/` on every platform. */
function shownPath(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return (path === '' || path.startsWith('..') || isAbsolute(path) ? file : path).replaceAll('\\', '/');
}

/** Asks once for each project, because a folder of documents asks for every one of them. */
function inClutchProject(file: string, known: Map<string, boolean>): boolean {
  const root = findProjectRoot(dirname(file));
  if (root === null) return false;
  const answer = known.get(root) ?? isClutchProject(root);
  known.set(root, answer);
  return answer;
}
