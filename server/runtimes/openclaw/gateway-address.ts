import { AgentError, type AgentMission } from '../../engine/ports.ts';

export interface GatewayAddress {
  readonly url: string;
  /** Null for a gateway that asks for none. */
  readonly token: string | null;
}

const USUAL_PORT = 18_789;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where a person's gateway listens: `url` of the settings, else the port that OpenClaw itself would take from its
 * environment. It has to be on this machine, because the agent works in a folder of this machine.
 */
export function gatewayAddress(
  name: string,
  settings: AgentMission['settings'],
  environment: NodeJS.ProcessEnv,
): GatewayAddress {
  const env = { ...environment, ...settings.env };
  const port = env['OPENCLAW_GATEWAY_PORT'] || USUAL_PORT;
  const text = settings.url ?? `ws://127.0.0.1:${port}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'ws:' && url.protocol !== 'wss:')) {
    throw new AgentError('not-startable', `The address ${text} of the gateway of ${name} is not one of a WebSocket.`);
  }
  if (!LOOPBACK.test(url.hostname)) {
    const message = `The gateway of ${name} at ${url.host} is on another machine and cannot work in a folder of this one. Name one that listens on 127.0.0.1.`;
    throw new AgentError('not-startable', message);
  }
  return { url: url.href, token: env['OPENCLAW_GATEWAY_TOKEN'] || env['OPENCLAW_GATEWAY_PASSWORD'] || null };
}
