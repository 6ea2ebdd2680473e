import path from 'node:path';
import { inspect } from 'node:util';
import { noLivePlans } from '../language/assist/live-plans.ts';
import { createRulePages } from '../lsp/rule-pages.ts';
import { serveLanguage } from '../lsp/stdio.ts';
import type { Logger } from '../platform/logger.ts';
import { VERSION } from '../platform/version.ts';
import { watchFolders } from '../platform/watch-folders.ts';
import { machinePorts } from '../plans/machine-ports.ts';
import { createPlanIndex } from '../plans/plan-index.ts';
import { printable, type CommandIo } from './io.ts';

/** What editors pass along; `--stdio` is the only way that there is, and may be left out. */
const KNOWN = /^--(?:stdio|clientProcessId=\d{1,10})$/;

/**
 * `clutch lsp --stdio`: the language service in this process, for any editor. It needs no server and knows nothing of
 * runs; it ends with the editor. A bundle of its own: an error of a class of ours must not leave it.
 */
export async function runLsp(args: readonly string[], io: CommandIo): Promise<number> {
  const unknown = args.find((argument) => !KNOWN.test(argument));
  if (unknown !== undefined) {
    io.stderr.write(`clutch lsp: knows no option ${printable(unknown)}; editors start it with --stdio.\n`);
    return 2;
  }
  const log = logTo(io);
  const index = createPlanIndex({ watch: watchFolders, warn: (message, error) => log.warn(message, error) });
  try {
    return await serveLanguage(
      { input: process.stdin, output: process.stdout },
      {
        version: VERSION,
        log,
        index,
        live: () => noLivePlans,
        onRunsChanged: () => () => undefined,
        ports: machinePorts(),
        rulePage: createRulePages(path.join(import.meta.dirname, '..', 'docs', 'rules')),
      },
    );
  } finally {
    index.dispose();
    // An editor that died may have left its end of the stream to somebody else.
    process.stdin.destroy();
  }
}

/** Editors keep what a language server writes to standard error; standard output is the protocol's. */
function logTo({ stderr }: CommandIo): Logger {
  const write = (level: string) => (message: string, error?: unknown) => {
    const reason = error === undefined ? '' : `: ${inspect(error)}`;
    stderr.write(`clutch lsp: ${level}: ${printable(message + reason)}\n`);
  };
  return { file: '', info: write('info'), warn: write('warning'), error: write('error') };
}
