import type { Connection } from 'vscode-languageserver';
import * as z from 'zod';
import {
  CurrentSetupMethod,
  PlanSetupMethod,
  PlanSetupParams,
  WriteSetupMethod,
  WriteSetupParams,
} from '#schemas/protocol/setup.ts';
import { SessionEntryMethod, SessionEntryParams, type SessionEntryResult } from '#schemas/protocol/session-entry.ts';
import { SettingsError } from '../../platform/settings-error.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { entryText } from '../../session-entry/entry-text.ts';
import { SetupError } from '../../setup/setup.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

/** How this machine is set up, and what somebody who begins to work on it should know. */
export function registerSetup(connection: Connection, { log, setup, entry }: Services): void {
  onRequest(connection, log, CurrentSetupMethod, z.unknown(), () => asUser(() => setup.current()));
  onRequest(connection, log, PlanSetupMethod, PlanSetupParams, ({ answers }) => asUser(() => setup.plan(answers)));
  onRequest(connection, log, WriteSetupMethod, WriteSetupParams, ({ answers, seen }) =>
    asUser(() => setup.write(answers, seen)),
  );
  onRequest(
    connection,
    log,
    SessionEntryMethod,
    SessionEntryParams,
    async ({ folder }): Promise<SessionEntryResult> => {
      const found = await entry(folder);
      return { entry: found, text: found && entryText(found) };
    },
  );
}

/** What a person can mend is told as that, not as a failure of ours. */
function asUser<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    const isTheirs = error instanceof SetupError || error instanceof SettingsError;
    throw isTheirs ? new EffectError('user', error.message, { cause: error }) : error;
  }
}
