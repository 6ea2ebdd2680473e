import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import { CliError } from './cli-error.ts';
import { runCheck } from './check.ts';
import { runClaim } from './claim.ts';
import { runAgents } from './agents.ts';
import { runCollab } from './collab.ts';
import { runConnectAgents } from './connect-agents.ts';
import { runForecast } from './forecast.ts';
import { runInit } from './init.ts';
import { printable, type CommandIo } from './io.ts';
import { runInvite } from './invite.ts';
import { runJoin } from './join.ts';
import { runLog } from './log.ts';
import { runMembers } from './members.ts';
import { runOutline } from './outline.ts';
import { runPlan } from './run.ts';
import { runPause } from './pause.ts';
import { runPeers } from './peers.ts';
import { runProjects } from './projects.ts';
import { runPrompt } from './prompt.ts';
import { runRehearse } from './rehearse.ts';
import { runRequests } from './requests.ts';
import { runResume } from './resume.ts';
import { runSend } from './send.ts';
import { runServer } from './server.ts';
import { runService } from './service.ts';
import { runSessions } from './sessions.ts';
import { runSetup } from './setup.ts';
import { runShare } from './share.ts';
import { runSignals } from './signals.ts';
import { runStatus } from './status.ts';
import { runSteer } from './steer.ts';
import { runStop } from './stop.ts';
import { runTasks } from './tasks.ts';
import { runTrust } from './trust.ts';
import { runUsage } from './usage-report.ts';
import { USAGE } from './usage.ts';
import { runWorker } from './worker.ts';
import { VERSION } from '../platform/version.ts';

/** Resolves to the exit code: 0 done, 1 not done or findings, 2 the request itself cannot be carried out. */
type Command = (args: string[], io: CommandIo) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
  setup: runSetup,
  init: runInit,
  projects: runProjects,
  run: runPlan,
  status: runStatus,
  sessions: runSessions,
  stop: runStop,
  pause: runPause,
  resume: runResume,
  signals: runSignals,
  steer: runSteer,
  log: runLog,
  usage: runUsage,
  tasks: runTasks,
  trust: runTrust,
  agents: runAgents,
  forecast: runForecast,
  rehearse: runRehearse,
  prompt: runPrompt,
  check: runCheck,
  outline: runOutline,
  peers: runPeers,
  send: runSend,
  requests: runRequests,
  claim: runClaim,
  worker: runWorker,
  service: runService,
  'connect-agents': runConnectAgents,
  share: runShare,
  invite: runInvite,
  join: runJoin,
  members: runMembers,
  server: runServer,
  collab: runCollab,
  // Loaded only when they are asked for: every other command starts faster without what they need.
  'session-entry': async (args, given) => (await import('./session-entry.ts')).runSessionEntry(args, given),
  doctor: async (args, given) => (await import('./doctor.ts')).runDoctor(args, given),
  lsp: async (args, given) => (await import('./lsp.ts')).runLsp(args, given),
  mcp: async (args, given) => (await import('./mcp.ts')).runMcp(args, given),
};

async function main(argv: string[], io: CommandIo): Promise<number> {
  const [name = '', ...args] = argv;
  if (name === '--version') return print(`${VERSION}\n`, io);
  if (['help', '--help', '-h'].includes(name) || args.includes('--help')) return print(USAGE, io);
  const command = commands[name];
  if (!command) {
    io.stderr.write(name ? `clutch: there is no command “${printable(name)}”.\n\n${USAGE}` : USAGE);
    return 2;
  }
  try {
    return await command(args, io);
  } catch (error) {
    if (!(error instanceof CliError) && !isUsageError(error)) throw error;
    io.stderr.write(`clutch ${name}: ${error.message}\n`);
    return 2;
  }
}

function print(text: string, io: CommandIo): number {
  io.stdout.write(text);
  return 0;
}

/** What `parseArgs` throws for an option it does not know. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** On standard error, so that standard output stays what was asked for. Ctrl-D is no answer. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const gone = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    return await Promise.race([terminal.question(question), gone]);
  } finally {
    terminal.close();
  }
}

const io: CommandIo = {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  ...(isatty(0) && isatty(2) ? { ask } : {}),
};
// A reader that has seen enough (`clutch status | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  process.exitCode = await main(process.argv.slice(2), io);
} catch (error) {
  io.stderr.write(
    `clutch: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nThis is a bug in CLUTCH.\n`,
  );
  process.exitCode = 70;
}
