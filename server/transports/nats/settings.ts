import { NatsCredentials, type NatsSettings } from '#schemas/nats.ts';
import { TransportError } from '../transport.ts';
import type { NatsOptions } from './options.ts';

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
