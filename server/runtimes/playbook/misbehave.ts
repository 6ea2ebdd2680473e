import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlaybookStep } from '#schemas/playbook.ts';
import type { Stage } from './stage.ts';

type StepWith<Verb extends string> = Extract<PlaybookStep, { [Name in Verb]: unknown }>;

const CHUNK_BYTES = 64 * 1024;
/** Longest timer that Node has; a deaf agent waits for its end in one. */
const FOR_EVER_MS = 2 ** 31 - 1;

export function crash({ exitCode, signal, stderr }: StepWith<'crash'>['crash']): Promise<never> {
  if (stderr !== '') writeSync(2, `${stderr}\n`);
  if (signal === undefined) process.exit(exitCode);
  process.kill(process.pid, signal);
  return new Promise(() => undefined);
}

/** Resolves when the turn is cancelled; a deaf agent notices nothing and has to be killed. */
export async function hang({ deaf }: StepWith<'hang'>['hang'], signal: AbortSignal): Promise<void> {
  if (deaf) {
    process.on('SIGTERM', () => undefined);
    await delay(FOR_EVER_MS);
  }
  await delay(FOR_EVER_MS, undefined, { signal });
}

export async function flood({ bytes, as }: StepWith<'flood'>['flood'], stage: Stage): Promise<void> {
  const chunk = 'x'.repeat(CHUNK_BYTES);
  for (let left = bytes; left > 0 && !stage.signal.aborted; left -= CHUNK_BYTES) {
    const part = left < CHUNK_BYTES ? chunk.slice(0, left) : chunk;
    if (as === 'messages') await stage.say(part);
    else await writeRaw(as === 'line' ? process.stdout : process.stderr, part);
  }
}

export function garbage({ text }: StepWith<'garbage'>['garbage']): Promise<void> {
  return writeRaw(process.stdout, `${text}\n`);
}

/** Resolves when the bytes have left, so that a slow reader slows us down and nothing piles up. */
function writeRaw(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
