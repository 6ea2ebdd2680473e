import { AgentError } from '../../engine/ports.ts';

/** Gives up on an agent whose first answers do not come within `startupMs` from now; returns a guard for each of them. */
export function readyInTime(name: string, startupMs: number): <Result>(answer: Promise<Result>) => Promise<Result> {
  const deadline = AbortSignal.timeout(startupMs);
  const tooLate = () =>
    new Promise<never>((_, reject) => {
      const message = `The agent ${name} was not ready within ${startupMs / 1_000} seconds; start it by hand to see why.`;
      deadline.addEventListener('abort', () => reject(new AgentError('not-startable', message)), { once: true });
    });
  return (answer) => Promise.race([answer, tooLate()]);
}
