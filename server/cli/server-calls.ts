import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentCallMethod, type AgentCallParams, AgentCallResult } from '#schemas/protocol/agent-tools.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { CliError } from './cli-error.ts';
import { attach, connect, ServerGone, type ServerLink } from './connect.ts';

/** Without a call for this long nothing keeps the server from leaving when it has nothing to do. */
const IDLE_MS = 60_000;
/** Longer than a question waits for its answer in one call. */
const DEADLINE_MS = 58_000;

export interface ServerCalls {
  /** Rejects with a `CliError` when the server cannot be reached; the next call looks for it again. */
  call(params: AgentCallParams): Promise<AgentCallResult>;
  close(): void;
}

/**
 * A connection to the server that is made when it is needed, and again after it was lost. Only for a person a server is
 * started: the one that gave a token is there, or the token is worth nothing.
 */
export function createServerCalls(mayStart: boolean): ServerCalls {
  let link: Promise<ServerLink> | null = null;
  let underWay = 0;
  let idle: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearTimeout(idle);
    void link?.then((open) => open.close()).catch(() => undefined);
    link = null;
  };
  const request = async (params: AgentCallParams): Promise<AgentCallResult> => {
    const opening = (link ??= mayStart ? connect() : attachOrRefuse());
    try {
      const asked = opening.then((server) => server.request(AgentCallMethod, params));
      return AgentCallResult.parse(await Promise.race([asked, tooLate()]));
    } catch (error) {
      // A refusal of the server leaves the connection as it is; everything of ours says that there is none.
      if (error instanceof CliError && link === opening) close();
      throw error;
    }
  };
  return {
    async call(params) {
      clearTimeout(idle);
      underWay += 1;
      try {
        return await request(params);
      } catch (error) {
        // Without a token nothing but reading is possible, which may be done twice.
        if (params.token !== null || !(error instanceof ServerGone)) throw error;
        return await request(params);
      } finally {
        underWay -= 1;
        if (underWay === 0) idle = setTimeout(close, IDLE_MS).unref();
      }
    },
    close,
  };
}

async function tooLate(): Promise<never> {
  await delay(DEADLINE_MS, undefined, { ref: false });
  throw new CliError(
    `The CLUTCH server did not answer within ${DEADLINE_MS / 1000} s. Whether it did it is not known.`,
  );
}

async function attachOrRefuse(): Promise<ServerLink> {
  const link = await attach(clutchHome(process.env, process.platform, os.homedir()));
  if (link?.hello.compatible) return link;
  link?.close();
  throw new CliError('The CLUTCH server that runs this session is not there. Nothing was done; try again in a while.');
}
