import { VERSION } from '../platform/version.ts';
import { serveTools } from '../mcp/serve-tools.ts';
import { printable, type CommandIo } from './io.ts';
import { createServerCalls } from './server-calls.ts';

/** Which session an agent acts for; without it the agent is a person's own. */
const TOKEN = 'CLUTCH_SESSION_TOKEN';

/**
 * `clutch mcp`: CLUTCH's tools for an agent, by the Model Context Protocol on standard input and output. It ends with
 * the agent. A bundle of its own: an error of a class of ours must not leave it.
 */
export async function runMcp(args: readonly string[], io: CommandIo): Promise<number> {
  const unknown = args.find((argument) => argument !== '--stdio');
  if (unknown !== undefined) {
    io.stderr.write(`clutch mcp: knows no option ${printable(unknown)}; agents start it without any.\n`);
    return 2;
  }
  const token = process.env[TOKEN] || null;
  const calls = createServerCalls(token === null);
  try {
    await serveTools(
      { input: process.stdin, output: process.stdout },
      {
        version: VERSION,
        inSession: token !== null,
        call: (tool, input) => calls.call({ token, cwd: io.cwd, tool, input }),
      },
    );
    return 0;
  } finally {
    calls.close();
    process.stdin.destroy();
  }
}
