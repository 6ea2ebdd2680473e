import { randomUUID } from 'node:crypto';
import { l10n, type CancellationToken, type Disposable } from 'vscode';
import * as z from 'zod';
import {
  CancelValidationMethod,
  RunValidationMethod,
  ValidationEnded,
  ValidationEndedMethod,
  ValidationOutput,
  ValidationOutputMethod,
  type RunValidationParams,
  type ValidationSuite,
} from '#schemas/protocol/validations.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { ServerLink } from '../../server-link/server-link.ts';

export type ExecutionResult = Omit<ValidationEnded, 'id'>;

export interface Executions extends Disposable {
  /** Runs one command by the server and hands on what it prints. Never rejects. */
  run(
    suite: Pick<ValidationSuite, 'root' | 'path'>,
    command: string,
    onOutput: (text: string) => void,
    token: CancellationToken,
  ): Promise<ExecutionResult>;
}

interface Execution {
  onOutput(text: string): void;
  end(result: ExecutionResult): void;
}

/** The validation commands that this window has under way. One whose server has gone is over: the server ends it. */
export function createExecutions(link: Pick<ServerLink, 'request' | 'onNotification' | 'onStatus'>): Executions {
  const running = new Map<string, Execution>();
  link.onNotification(ValidationOutputMethod, ValidationOutput, ({ id, text }) => running.get(id)?.onOutput(text));
  link.onNotification(ValidationEndedMethod, ValidationEnded, ({ id, ...result }) => running.get(id)?.end(result));
  const lost = link.onStatus(({ state }) => {
    if (state === 'ready') return;
    const problem = l10n.t(
      'The connection to the CLUTCH server was lost, and the command was ended with it. Run it again.',
    );
    for (const one of running.values()) one.end({ problem, result: null });
  });
  return {
    async run({ root, path }, command, onOutput, token) {
      const id = randomUUID();
      const ended = Promise.withResolvers<ExecutionResult>();
      running.set(id, { onOutput, end: ended.resolve });
      const cancelled = token.onCancellationRequested(() => {
        link
          .request(CancelValidationMethod, z.unknown(), { id })
          .catch((error: unknown) => ended.resolve({ problem: messageOf(error), result: null }));
      });
      try {
        const params: RunValidationParams = { id, root, path, command, consent: 'workspace' };
        await link.request(RunValidationMethod, z.unknown(), params);
        return await ended.promise;
      } catch (error) {
        return { problem: messageOf(error), result: null };
      } finally {
        cancelled.dispose();
        running.delete(id);
      }
    },
    dispose: () => lost.dispose(),
  };
}
