import * as z from 'zod';
import { TransportError } from '../transport.ts';
import { NatsCredentials, type NatsOptions } from './options.ts';

const path = z.string().min(1).max(4096).nullable().default(null);

/** Of this machine's own settings (`collab.nats`): how it is let in by NATS servers, and what is known of them. */
export const NatsSettings = z.strictObject({
  credentials: NatsCredentials.nullable()
    .default(null)
    .describe('User and password, a token, or a file of `nsc`. The environment (`CLUTCH_NATS_…`) comes first.'),
  caFile: path.describe("Whom to trust for `tls://` beside the system's authorities."),
  certFile: path.describe('Who this machine is, where the server asks for a certificate.'),
  keyFile: path.describe('The key of that certificate.'),
  syncsAlways: z
    .boolean()
    .default(false)
    .describe('The server is configured with `sync_interval: always`, so what it acknowledges survives a crash.'),
});
export type NatsSettings = z.infer<typeof NatsSettings>;

/** What a transport needs, from the address in the project and all else from this machine. */
export function natsOptions(
  url: string,
  settings: NatsSettings,
  env: Readonly<Record<string, string | undefined>>,
): NatsOptions {
  const credentials = credentialsOf(env) ?? settings.credentials;
  const { caFile, certFile, keyFile, syncsAlways } = settings;
  return {
    url,
    syncsAlways,
    ...(credentials === null ? {} : { credentials }),
    tls: {
      ...(caFile === null ? {} : { caFile }),
      ...(certFile === null ? {} : { certFile }),
      ...(keyFile === null ? {} : { keyFile }),
    },
  };
}

/** Null where the environment says nothing. */
function credentialsOf(env: Readonly<Record<string, string | undefined>>): NatsCredentials | null {
  const {
    CLUTCH_NATS_USER: user,
    CLUTCH_NATS_PASSWORD: password,
    CLUTCH_NATS_TOKEN: token,
    CLUTCH_NATS_CREDS: credsFile,
  } = env;
  if (credsFile !== undefined) return NatsCredentials.parse({ credsFile });
  if (token !== undefined) return NatsCredentials.parse({ token });
  if (user === undefined && password === undefined) return null;
  if (user !== undefined && password !== undefined) return NatsCredentials.parse({ user, password });
  const text = 'CLUTCH_NATS_USER and CLUTCH_NATS_PASSWORD belong together. Set both, or neither.';
  throw new TransportError('not-startable', text);
}
