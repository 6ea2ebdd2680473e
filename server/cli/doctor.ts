import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clutchHome } from '#schemas/protocol/home.ts';
import { DoctorMethod, DoctorReport, type HealthFinding } from '#schemas/protocol/doctor.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { readMachineConfig } from '../platform/machine-config.ts';
import { findProjects } from '../projects/find-projects.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';

const MARKS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' } as const;

/** `clutch doctor [FOLDER]`: 0 nothing stands in the way, 1 something does. Changes nothing; starts the server. */
export async function runDoctor(args: readonly string[], io: CommandIo): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (positionals.length > 1) throw new CliError(`too many arguments: ${printable(positionals.slice(1).join(' '))}`);
  const report = await examine(path.resolve(io.cwd, positionals[0] ?? '.'));
  const ok = report.findings.every(({ state }) => state !== 'problem');
  io.stdout.write(values.json ? `${JSON.stringify({ ok, ...report }, null, 2)}\n` : inWords(report));
  return ok ? 0 : 1;
}

/** A server that cannot be started is a finding like any other; what needs none is looked at all the same. */
async function examine(folder: string): Promise<DoctorReport> {
  let link: ServerLink;
  try {
    link = await connect();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return examineAlone(folder, error.message);
  }
  try {
    return DoctorReport.parse(await link.request(DoctorMethod, { folders: [folder] }));
  } finally {
    link.close();
  }
}

function examineAlone(folder: string, absence: string): Promise<DoctorReport> {
  const home = clutchHome(process.env, process.platform, os.homedir());
  const machine = () => readMachineConfig(home);
  const place = { home, roots: findProjects([folder]), env: process.env };
  return diagnose({ ...place, machine, server: null, absence, probe: [] }, Date.now);
}

function inWords({ findings }: DoctorReport): string {
  const titles = [...new Set(findings.map(({ title }) => title))];
  return titles
    .map(
      (title) =>
        `${title}\n${findings
          .filter((one) => one.title === title)
          .map(describe)
          .join('')}`,
    )
    .join('');
}

function describe({ state, text, todo, command }: HealthFinding): string {
  const lines = [
    `  ${MARKS[state]} ${text}`,
    ...(todo === null ? [] : [`      ${todo}`]),
    ...(command === null ? [] : [`      ${command}`]),
  ];
  return `${printable(lines.join('\n'))}\n`;
}
