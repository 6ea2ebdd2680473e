import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clutchHome } from '#schemas/protocol/home.ts';
import { type SessionEntry, SessionEntryMethod, SessionEntryResult } from '#schemas/protocol/session-entry.ts';
import { diskSources } from '../session-entry/disk-sources.ts';
import { entryText } from '../session-entry/entry-text.ts';
import { sessionEntry } from '../session-entry/session-entry.ts';
import { CliError } from './cli-error.ts';
import { attach } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

/** `clutch session-entry`: what to know before working in a folder. Starts nothing, not even the server. */
export async function runSessionEntry(args: readonly string[], io: CommandIo): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (positionals.length > 1) throw new CliError(`too many arguments: ${printable(positionals.slice(1).join(' '))}`);
  const folder = path.resolve(io.cwd, positionals[0] ?? '.');
  const home = clutchHome(process.env, process.platform, os.homedir());
  const entry = await orRefuse(async () => (await askServer(home, folder)) ?? sessionEntry(folder, diskSources(home)));
  if (entry === null) {
    io.stderr.write(
      `clutch session-entry: ${printable(folder)} belongs to no project with a plan. \`clutch init\` writes one.\n`,
    );
    return 1;
  }
  io.stdout.write(values.json ? `${JSON.stringify(entry, null, 2)}\n` : printable(entryText(entry)));
  return 0;
}

/** Null where no server of this version runs, or it knows no project there. */
async function askServer(home: string, folder: string): Promise<SessionEntry | null> {
  const link = await attach(home).catch(() => null);
  if (!link) return null;
  try {
    if (!link.hello.compatible) return null;
    return SessionEntryResult.parse(await link.request(SessionEntryMethod, { folder })).entry;
  } finally {
    link.close();
  }
}
