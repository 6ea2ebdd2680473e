import { MAX_BODY_BYTES } from '#schemas/wire/record.ts';
import type { Capabilities } from '../transport.ts';
import { type NatsOptions, publicPlace } from './options.ts';
import type { Place } from './place.ts';

/** The first version that keeps to `sync_interval: always` for everything that it acknowledges. */
const DURABLE_FROM = [2, 10, 23] as const;

export function capabilitiesOf(options: NatsOptions, place: Place | null): Capabilities {
  return {
    kind: 'nats',
    atomicClaim: true,
    class: place === null ? 'unknown' : 'A',
    ordering: 'per-sender',
    maxBody: MAX_BODY_BYTES,
    durability: place !== null && whyNotDurable(options, place.version) === null ? 'fsync' : 'none',
  };
}

export function connectedText(options: NatsOptions, place: Place | null): string {
  const where = `Connected to the NATS server ${publicPlace(options.url)}`;
  if (place === null) return `${where}.`;
  const why = whyNotDurable(options, place.version);
  return why === null
    ? `${where}.`
    : `${where}. If it is killed or its operating system crashes, the last seconds can be lost: ${why}.`;
}

export function awayText(options: NatsOptions, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const isLogin = /authorization|authentication|credentials/i.test(said);
  const todo = isLogin
    ? "Check this machine's credentials for it"
    : 'Start it, or check the address; what is said meanwhile is kept here and delivered';
  return `The NATS server ${publicPlace(options.url)} cannot be reached (${said}). ${todo}. It is tried again all the time.`;
}

/** Null: what the server acknowledges survives a crash of its operating system. */
export function whyNotDurable(options: Pick<NatsOptions, 'syncsAlways'>, version: string): string | null {
  if (!isAtLeast(version, DURABLE_FROM)) {
    return `its version ${version} is older than ${DURABLE_FROM.join('.')}`;
  }
  return options.syncsAlways === true ? null : 'nobody has said that it is configured with sync_interval: always';
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(/[.-]/).slice(0, least.length).map(Number);
  for (const [index, part] of least.entries()) {
    const found = parts[index] ?? 0;
    if (Number.isNaN(found) || found < part) return false;
    if (found > part) return true;
  }
  return true;
}
