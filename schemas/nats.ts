import * as z from 'zod';

const path = z.string().min(1).max(4096);
const secret = z.string().min(1).max(4096);
const optionalPath = path.nullable().default(null);

/** Of this machine alone: from its own settings or environment, never from the repository or another machine. */
export const NatsCredentials = z.union([
  z.strictObject({ user: secret, password: secret }),
  z.strictObject({ token: secret }),
  /** A file of `nsc` with a JWT and a seed. */
  z.strictObject({ credsFile: path }),
]);
export type NatsCredentials = z.infer<typeof NatsCredentials>;

/** `collab.nats` of a machine's settings: how it is let in by NATS servers, and what is known of them. */
export const NatsSettings = z.strictObject({
  credentials: NatsCredentials.nullable()
    .default(null)
    .describe('User and password, a token, or a file of `nsc`. The environment (`CLUTCH_NATS_…`) comes first.'),
  caFile: optionalPath.describe("Whom to trust for `tls://` beside the system's authorities."),
  certFile: optionalPath.describe('Who this machine is, where the server asks for a certificate.'),
  keyFile: optionalPath.describe('The key of that certificate.'),
  syncsAlways: z
    .boolean()
    .default(false)
    .describe('The server is configured with `sync_interval: always`, so what it acknowledges survives a crash.'),
});
export type NatsSettings = z.infer<typeof NatsSettings>;
