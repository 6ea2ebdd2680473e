import { randomUUID } from 'node:crypto';
import { StartRunMethod, type StartRunParams } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import { connect, ServerGone, type ServerLink } from './connect.ts';
import { askConsent } from './consent.ts';
import { requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';

const MAX_TRIES = 5;

/** A server that dies before it has answered is asked again: the key keeps it from starting a second run. */
export async function startSurely(
  params: Omit<StartRunParams, 'consent' | 'key'>,
  io: CommandIo,
  yes: boolean,
): Promise<{ link: ServerLink; view: RunView }> {
  const key = randomUUID();
  for (let tries = 1; ; tries += 1) {
    const link = await connect();
    try {
      const consent = await askConsent(link, { ...params, run: null }, io, yes);
      return { link, view: await requestRun(link, StartRunMethod, { ...params, consent, key }) };
    } catch (error) {
      link.close();
      if (!(error instanceof ServerGone) || tries === MAX_TRIES) throw error;
    }
  }
}
