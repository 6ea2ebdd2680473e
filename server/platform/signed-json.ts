import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

/** An Ed25519 key pair; `publicKey` is 32 bytes in base64url, and so is the private half of `seed`. */
export interface KeyPair {
  readonly publicKey: string;
  readonly seed: string;
}

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createKeyPair(): KeyPair {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { publicKey: jwk.x ?? '', seed: jwk.d ?? '' };
}

/** The same 32 bytes always give the same pair. */
export function keyPairOf(seed: Uint8Array): KeyPair {
  const key = privateKey(Buffer.from(seed));
  const jwk = key.export({ format: 'jwk' });
  return { publicKey: jwk.x ?? '', seed: jwk.d ?? '' };
}

/** Signs bytes; the signature is base64url. */
export function signerOf({ seed }: KeyPair): (bytes: Uint8Array) => string {
  const key = privateKey(Buffer.from(seed, 'base64url'));
  return (bytes) => sign(null, bytes, key).toString('base64url');
}

function privateKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

/** False for everything that is no valid signature, a malformed key included. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  try {
    return verify(null, bytes, parsedKey(publicKey), Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/**
 * Parsing a key takes a third of what verifying takes, and machines verify with the same few all the time. The only state
 * of this module: bounded, and nothing but what follows from a key.
 */
const parsed = new Map<string, KeyObject>();
const MAX_PARSED = 256;

function parsedKey(publicKey: string): KeyObject {
  const known = parsed.get(publicKey);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(publicKey, key);
  return key;
}

/**
 * The exact bytes that are signed of an object: its canonical JSON without `signature`, after what it is (`heartbeat`)
 * and where it counts (the project), so that a signature for one thing is worth nothing for another.
 */
export function bytesToSign(what: string, project: string, value: object): Uint8Array {
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'signature'));
  return Buffer.from(`clutch/1\n${what}\n${project}\n${canonicalJson(rest)}`);
}

/** The same value always gives the same text: keys are sorted, nothing is indented. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
