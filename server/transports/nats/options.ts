import { readFileSync } from 'node:fs';
import { type ConnectionOptions, credsAuthenticator } from '@nats-io/transport-node';
import type { NatsCredentials } from '#schemas/nats.ts';
import { TransportError } from '../transport.ts';

export interface NatsOptions {
  /** `nats://host:4222` or `tls://host:4222`, without user and password. */
  readonly url: string;
  readonly credentials?: NatsCredentials;
  /** For `tls://`: whom to trust beside the system's authorities, and who this machine is where the server asks. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
  /**
   * Whoever runs the server says that it is configured with `sync_interval: always`. A client cannot ask for that;
   * together with a version that keeps to it, it is what `durability: 'fsync'` rests on.
   */
  readonly syncsAlways?: boolean;
}

/** Throws a `TransportError` for what cannot become a connection. */
export function connectionOptions(options: NatsOptions, name: string, callMs: number): ConnectionOptions {
  const url = checkedUrl(options.url);
  return {
    servers: [url.host],
    name,
    // Each connection is a session of its own; `connector.ts` makes the next one.
    reconnect: false,
    timeout: callMs,
    pingInterval: callMs,
    maxPingOut: 2,
    ...(url.protocol === 'tls:' ? { tls: { ...options.tls } } : {}),
    ...authentication(options.credentials),
  };
}

/** What may be shown of an address. */
export function publicPlace(url: string): string {
  const { protocol, host } = checkedUrl(url);
  return `${protocol}//${host}`;
}

/** For settings and logs: whether the credentials would travel readable. */
export function isReadableOnTheWay(url: string): boolean {
  const { protocol, hostname } = checkedUrl(url);
  return protocol === 'nats:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '') {
    throw new TransportError(
      'not-startable',
      'The address of the NATS server has to look like nats://host:4222 or tls://host:4222.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TransportError(
      'not-startable',
      'The address of the NATS server holds a user or password, which others would get to see. Put them into the settings of this machine.',
    );
  }
  return url;
}

function authentication(credentials: NatsCredentials | undefined): ConnectionOptions {
  if (credentials === undefined) return {};
  if ('user' in credentials) return { user: credentials.user, pass: credentials.password };
  if ('token' in credentials) return { token: credentials.token };
  try {
    return { authenticator: credsAuthenticator(readFileSync(credentials.credsFile)) };
  } catch (cause) {
    const text = `The credentials of the NATS server cannot be read from ${credentials.credsFile}. Check the file.`;
    throw new TransportError('not-startable', text, { cause });
  }
}
