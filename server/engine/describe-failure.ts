import type { Receipt } from '#schemas/run/receipt.ts';

/** One sentence for a person: what failed, where it stands, how it ended, and what can be done. */
export function describeFailure(receipt: Receipt, source: string): string {
  const what = `level ${receipt.level} (${receipt.title}), \`${firstLine(receipt.command)}\` from ${source},`;
  const seconds = `${(receipt.durationMs / 1000).toFixed(1)} s`;
  switch (receipt.stopped) {
    case 'timeout':
      return `${what} was still running after ${seconds} and was stopped. Mend the command or raise validationTimeoutSeconds in .clutch/config.json, then try again.`;
    case 'output-limit':
      return `${what} printed more than ${(receipt.outputBytes / 1_048_576).toFixed(1)} MiB and was stopped. Make it quieter or raise validationOutputMiB in .clutch/config.json, then try again.`;
    case 'not-found':
      return `${what} was not found: ${lastLine(receipt.outputTail)} Install it or mend the PRP, then try again.`;
    case 'aborted':
      return `${what} was stopped. Try again to run it.`;
    case 'signal':
      return `${what} was killed by a signal after ${seconds}. Try again to run it.`;
    case null:
      return `${what} exited ${receipt.exitCode} after ${seconds}: ${lastLine(receipt.outputTail)}`;
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length === text.length ? line : `${line} …`;
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line ? `“${line.slice(0, 300)}”.` : 'it printed nothing.';
}
