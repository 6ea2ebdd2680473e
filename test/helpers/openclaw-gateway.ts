import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { spawnGroup } from '../../server/platform/processes/spawn-group.ts';
import { until } from './processes.ts';
import { strangersEnvironment } from './real-agent.ts';

export interface OpenclawGateway {
  readonly url: string;
  readonly token: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/** Starts OpenClaw's own gateway with a home of its own and returns at once, while it is still starting. */
export async function startOpenclawGateway(program: string, home: string, modelUrl: string): Promise<OpenclawGateway> {
  const port = await freePort();
  const token = 'dummy-token';
  const config = join(home, 'openclaw.json');
  const cost = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 0 };
  const model = { id: 'fake-model', name: 'Fake', reasoning: false, input: ['text'], cost };
  const provider = {
    baseUrl: `${modelUrl}/v1`,
    apiKey: 'dummy',
    api: 'openai-completions',
    models: [{ ...model, contextWindow: 128_000, maxTokens: 8_000 }],
  };
  const defaults = { model: { primary: 'fake/fake-model' }, workspace: join(home, 'workspace'), skipBootstrap: true };
  writeFileSync(
    config,
    JSON.stringify({
      gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token } },
      models: { mode: 'replace', providers: { fake: provider } },
      agents: { defaults },
    }),
  );
  const env = strangersEnvironment(home, {
    OPENCLAW_HOME: home,
    OPENCLAW_STATE_DIR: join(home, 'state'),
    OPENCLAW_CONFIG_PATH: config,
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
  });
  const group = await spawnGroup({ program, args: ['gateway'], cwd: home, env, stdio: 'ignore' });
  return {
    url: `ws://127.0.0.1:${port}`,
    token,
    kill: async () => void (await group.kill(0)),
  };
}

/** It listens before it is ready, so the first to come meets it while it starts. */
export async function gatewayListens({ url }: OpenclawGateway): Promise<void> {
  const { hostname, port } = new URL(url);
  const listens = () =>
    new Promise<boolean>((resolve) => {
      const socket = createConnection({ host: hostname, port: Number(port) }, () => resolve(true));
      socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
    });
  await until(listens, { what: 'the gateway listens', deadlineMs: 120_000, everyMs: 200 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  server.close();
  await once(server, 'close');
  return address.port;
}
