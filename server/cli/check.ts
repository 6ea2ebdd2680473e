import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { CheckReport, Finding } from '#schemas/document/finding.ts';
import { toFinding } from '../language/check-document.ts';
import { machinePorts } from '../plans/machine-ports.ts';
import { createPlanIndex, type PlanIndex } from '../plans/plan-index.ts';
import { createPlanSession } from '../plans/plan-session.ts';
import { VERSION } from '../platform/version.ts';
import { fixFiles } from './check-fix.ts';
import { CHECK_USAGE, readCheckOptions, type CheckFormat } from './check-options.ts';
import { formatGithub } from './formats/github.ts';
import { formatJson } from './formats/json.ts';
import { formatSarif } from './formats/sarif.ts';
import { formatText } from './formats/text.ts';
import { printable } from './io.ts';
import type { CommandIo } from './io.ts';
import { markdownFiles } from './markdown-files.ts';

/**
 * `clutch check`: prints the findings in plan documents and resolves to the exit code: 0 none of severity error,
 * 1 some, 2 wrong usage or something could not be read (the rest is still checked and printed). The projects around the
 * documents are read as well, but only what was named is reported or changed.
 */
export async function runCheck(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readCheckOptions(args);
  if (typeof options === 'string') {
    io.stderr.write(`${printable(options)}\n${CHECK_USAGE}\n`);
    return 2;
  }
  const said = new Set<string>();
  const complain = (sentence: string): void => {
    if (!said.has(sentence)) io.stderr.write(`${printable(sentence)}\n`);
    said.add(sentence);
  };
  const files = await filesAt(options.paths, io.cwd, complain);
  const found = await checkFiles(files, { fix: options.fix, io, complain });
  const report = {
    files: files.size - found.unread,
    findings: [...files].flatMap((file) => found.findings.get(file) ?? []),
  };
  io.stdout.write(render(report, options.format));
  if (said.size > 0) return 2;
  return report.findings.some((finding) => finding.severity === 'error') ? 1 : 0;
}

/** Absolute paths in the order in which they were named. */
async function filesAt(
  paths: readonly string[],
  cwd: string,
  complain: (sentence: string) => void,
): Promise<Set<string>> {
  const files = new Set<string>();
  for (const path of paths) {
    const found = await markdownFiles(resolve(cwd, path), path);
    found.problems.forEach(complain);
    for (const file of found.files) files.add(file);
  }
  return files;
}

interface CheckWork {
  readonly fix: boolean;
  readonly io: CommandIo;
  complain(sentence: string): void;
}

async function checkFiles(
  files: Set<string>,
  { fix, io, complain }: CheckWork,
): Promise<{ findings: ReadonlyMap<string, readonly Finding[]>; unread: number }> {
  const findings = new Map<string, readonly Finding[]>();
  const fixable = new Set<string>();
  const shown = (file: string): string => shownPath(io.cwd, file);
  const unread = new Set<string>();
  const index = createPlanIndex({ watch: null, warn: complain });
  holdProjects(index, files);
  const session = createPlanSession(index, {
    ...machinePorts(),
    only: files,
    onFindings(file, all) {
      findings.set(
        file,
        all.map((one) => toFinding(shown(file), one)),
      );
      if (all.some((one) => one.fixes.some(({ safe }) => safe))) fixable.add(file);
      else fixable.delete(file);
    },
    onFailure(file, error) {
      unread.add(file);
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      complain(`${shown(file)} could not be checked: ${reason}\nThis is a bug in CLUTCH.`);
    },
    onUnreadable(file, problem) {
      unread.add(file);
      complain(problem.replace(file, shown(file)));
    },
  });
  try {
    await session.settle();
    if (fix) {
      for (const { file, fixed } of await fixFiles({ files, fixable, session, index, shown, complain })) {
        io.stderr.write(`${fixed} ${fixed === 1 ? 'finding' : 'findings'} fixed in ${printable(shown(file))}.\n`);
      }
    }
    return { findings, unread: unread.size };
  } finally {
    session.dispose();
    index.dispose();
  }
}

/** Of a project that is not ours only the places for plans are read, because it may be large. */
function holdProjects(index: PlanIndex, files: ReadonlySet<string>): void {
  const roots = new Set([...files].flatMap((file) => index.rootOf(file) ?? []));
  for (const root of roots) {
    const has = (name: string): boolean => existsSync(join(root, name));
    index.hold(root, has('.clutch') || (has('PRDs') && has('PRPs')) ? 'all' : 'places');
  }
}

function render(report: CheckReport, format: CheckFormat): string {
  switch (format) {
    case 'text':
      return formatText(report);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, VERSION);
    case 'github':
      return formatGithub(report);
  }
}

/** Relative to where the command was started, unless it lies elsewhere; `/` on every platform. */
function shownPath(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return (path === '' || path.startsWith('..') || isAbsolute(path) ? file : path).replaceAll('\\', '/');
}
