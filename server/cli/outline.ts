import { resolve } from 'node:path';
import type { Outline } from '#schemas/document/outline.ts';
import { outlineOf } from '../language/outline.ts';
import { readDocument } from '../plans/read-document.ts';
import { printable } from './io.ts';
import type { CommandIo } from './io.ts';

const USAGE = 'Usage: clutch outline <file> [--json]';

/** `clutch outline`: prints what the engine will read from a document. 0, or 2 when it cannot be read. */
export async function runOutline(args: readonly string[], io: CommandIo): Promise<number> {
  const json = args.includes('--json');
  const rest = args.filter((argument) => argument !== '--json' && argument !== '--');
  const [file] = rest;
  const option = rest.find((argument) => argument.startsWith('-'));
  if (option !== undefined || rest.length !== 1 || file === undefined || file === '') {
    const reason = option === undefined ? 'Name exactly one file.' : `clutch outline knows no option ${option}.`;
    io.stderr.write(`${printable(reason)}\n${USAGE}\n`);
    return 2;
  }
  const path = resolve(io.cwd, file);
  const document = readDocument(path, file);
  if (!document.ok) {
    io.stderr.write(`${printable(document.message)}\n`);
    return 2;
  }
  const outline = outlineOf(path, document.text);
  io.stdout.write(
    json ? `${JSON.stringify(outline, null, 2)}\n` : `${describe(file, outline).map(printable).join('\n')}\n`,
  );
  return 0;
}

const KINDS = {
  prd: 'PRD',
  prp: 'PRP',
  workflow: 'workflow tracker',
  away: 'away plan',
  record: 'collab record',
  other: 'no plan document, CLUTCH leaves it alone',
} as const satisfies Record<Outline['kind'], string>;

function describe(file: string, outline: Outline): readonly string[] {
  const profile = outline.profile === null ? '' : ` (${outline.profile})`;
  return [
    `${file}: ${KINDS[outline.kind]}${profile}`,
    ...section(
      'Phases',
      outline.phases.map(({ id, title, line }) => `${id}: ${title} (line ${line})`),
    ),
    ...section(
      'Workstreams',
      outline.workstreams.flatMap(({ name, files, dependsOn, line }) => [
        `${name} (line ${line})`,
        `  files: ${files.join(', ') || 'none'}`,
        `  depends on: ${dependsOn.join(', ') || 'none'}`,
      ]),
    ),
    ...section(
      'Contracts',
      outline.contracts.map(({ from, to, contract, line }) => `${from} → ${contract || '?'} → ${to} (line ${line})`),
    ),
    ...section(
      'Cross-cutting concerns',
      outline.concerns.map(({ concern, owner, line }) => `${concern}: ${owner ?? 'no owner'} (line ${line})`),
    ),
    ...section(
      'Validation',
      outline.validation.flatMap(({ level, title, commands, line }) => [
        `Level ${level}: ${title} (line ${line})`,
        ...commands.map((command) => `  $ ${command.replaceAll('\n', ' ⏎ ')}`),
      ]),
    ),
    ...section(
      'Tasks',
      outline.tasks.map(({ id, title, line }) => `${id}: ${title} (line ${line})`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}
