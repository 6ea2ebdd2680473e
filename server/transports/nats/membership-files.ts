import { jetstream } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ShareError, type ShareFiles } from '../file/share-files.ts';
import { connectionOptions, type NatsOptions, publicPlace } from './options.ts';

/** What membership is kept in, of all projects of a server. */
const BUCKET = 'clutch-membership';

/**
 * The few files that machines need before they know each other, as keys of a bucket: cards, invitations, rosters. A
 * name that is taken stays as it is, as in a folder: `create` has one winner.
 */
export function createMembershipFiles(
  options: NatsOptions,
  callMs: number,
): Pick<ShareFiles, 'list' | 'read' | 'publish' | 'remove' | 'makeFolders' | 'close'> {
  const { use, close } = createBucket(options, callMs);
  return {
    list: (folder) =>
      use(async (kv) => {
        const names = new Set<string>();
        for await (const key of await kv.keys(`${keyOf(folder)}.>`)) {
          const [name] = pathOf(key)
            .slice(folder.length + 1)
            .split('/');
          if (name !== undefined) names.add(name);
        }
        return names.size === 0 ? null : [...names];
      }),
    read: (path, limit) =>
      use(async (kv) => {
        const bytes = await get(kv, path);
        if (bytes !== null && bytes.length > limit) {
          throw new ShareError('too-large', `${path} has ${bytes.length} bytes, more than ${limit}.`);
        }
        return bytes;
      }),
    publish: (path, bytes) =>
      use(async (kv) => {
        try {
          await kv.create(keyOf(path), bytes);
          return true;
        } catch (error) {
          // Whoever is told of an error may have won all the same, so what stands under the name decides.
          const found = await get(kv, path);
          if (found === null) throw error;
          return Buffer.compare(found, bytes) === 0;
        }
      }),
    remove: (paths) =>
      use(async (kv) => {
        for (const path of paths) await kv.delete(keyOf(path));
      }),
    makeFolders: () => Promise.resolve(),
    close,
  };
}

/** One connection, made when it is needed, and again after it was lost. */
function createBucket(options: NatsOptions, callMs: number) {
  let opening: Promise<{ connection: NatsConnection; kv: KV }> | null = null;
  const open = async (): Promise<{ connection: NatsConnection; kv: KV }> => {
    const connection = await connect(connectionOptions(options, 'clutch members', callMs));
    const kv = await new Kvm(jetstream(connection, { timeout: callMs })).create(BUCKET, { timeout: callMs });
    void connection.closed().then(() => (opening = null));
    return { connection, kv };
  };
  const use = async <T>(work: (kv: KV) => Promise<T>): Promise<T> => {
    try {
      return await work((await (opening ??= open())).kv);
    } catch (error) {
      if (error instanceof ShareError) throw error;
      // The next call connects anew.
      const broken = opening;
      opening = null;
      void broken?.then(({ connection }) => connection.close()).catch(() => undefined);
      const text = `The NATS server at ${publicPlace(options.url)} cannot be used: ${error instanceof Error ? error.message : String(error)}. Check that it runs with JetStream and lets this machine in.`;
      throw new ShareError('gone', text, { cause: error });
    }
  };
  return {
    use,
    async close(): Promise<void> {
      const last = await opening?.catch(() => null);
      await last?.connection.close();
    },
  };
}

async function get(kv: KV, path: string): Promise<Uint8Array | null> {
  const entry = await kv.get(keyOf(path));
  return entry === null || entry.operation !== 'PUT' ? null : entry.value;
}

/** Dots divide keys as slashes divide paths; no path has an equals sign. */
const keyOf = (path: string): string => path.replaceAll('.', '=').replaceAll('/', '.');
const pathOf = (key: string): string => key.replaceAll('.', '/').replaceAll('=', '.');
