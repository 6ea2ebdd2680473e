import type { Connection } from 'vscode-languageserver';
import {
  ProposeDiscoveryMethod,
  ProposeDiscoveryParams,
  WriteDiscoveryMethod,
  WriteDiscoveryParams,
  type ProposeDiscoveryResult,
  type WriteDiscoveryResult,
} from '#schemas/protocol/discovery.ts';
import { DiscoveryError, openDiscovery, type Discovery } from '../../plans/discovery.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerDiscovery(connection: Connection, { log }: Services): void {
  onRequest(connection, log, ProposeDiscoveryMethod, ProposeDiscoveryParams, ({ folder, answers, name }) =>
    inFolder(folder, (discovery): ProposeDiscoveryResult => discovery.propose(answers, name)),
  );
  onRequest(connection, log, WriteDiscoveryMethod, WriteDiscoveryParams, ({ folder, ...params }) =>
    inFolder(folder, (discovery): WriteDiscoveryResult => discovery.write(params)),
  );
}

/** What a person can mend is told as that, not as a failure of ours. */
async function inFolder<R>(folder: string, use: (discovery: Discovery) => R): Promise<R> {
  try {
    return use(await openDiscovery(folder));
  } catch (error) {
    throw error instanceof DiscoveryError ? new EffectError('user', error.message, { cause: error }) : error;
  }
}
