import { act, type Call } from './call.ts';
import type { Act, Arg } from './deed.ts';

const NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const FOUR_NUMBERS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** Other spellings of numeric addresses, which say nothing to a reader: `0x7f.1`, `2852039166`. */
const NUMERIC = /^(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*$/;
/** Where machines in a cloud get their passwords from. */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  'metadata.google.internal',
  'metadata.goog',
  '[fd00:ec2::254]',
]);

/** The host of an address, as small letters; null where it cannot be known. A port and a user are left out. */
export function hostOf({ text, known }: Arg): string | null {
  const authority = text
    .replace(/^[a-z][a-z0-9+.-]*:\/*/i, (scheme) => (scheme.endsWith('/') ? '' : scheme))
    .split(/[/?#\\]/)[0];
  const host = (authority ?? '')
    .slice((authority ?? '').lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase();
  // Where only the path is unknown, the host still is what it is.
  if (!known && (/[$`]/.test(authority ?? '') || !text.includes('://') || authority === text)) return null;
  if (/^\[[0-9a-f:.]+\]$/.test(host)) return host;
  if (FOUR_NUMBERS.test(host)) return host;
  return NAME.test(host) && !NUMERIC.test(host) ? host : null;
}

/** Reaching this host, or one that cannot be known. */
export function reach(call: Call, address: Arg): Act {
  return reachHost(call, hostOf(address), address.text);
}

export function reachHost(call: Call, host: string | null, shown: string): Act {
  if (host === null) return act(call, 'unknown', `network: ${shown}`, { known: false });
  if (METADATA.has(host)) return act(call, 'credentials', `cloud metadata of ${host}`, { host });
  return act(call, 'network', host, { host });
}
