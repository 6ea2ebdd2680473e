import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { bytesToSign, keyPairOf, type KeyPair } from '../../platform/signed-json.ts';

/** Without i, l, o and u, which people take for others; 5 bits each. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUP = 4;

/** 80 bits: for a quarter of an hour, once. */
export const makeInvitationCode = (): string => makeCode(16);
/** 120 bits: for as long as the project is shared. */
export const makeRecoveryCode = (): string => makeCode(24);

/** What both sides make of an invitation's code: where it lies, and the key that proves that one knows it. */
export interface InvitationKeys {
  readonly id: string;
  readonly key: Uint8Array;
}

export async function invitationKeys(code: string): Promise<InvitationKeys> {
  const bytes = await stretch(code, 'clutch/1 invitation', 40);
  return { id: bytes.subarray(32).toString('hex'), key: bytes.subarray(0, 32) };
}

/** The pair whose public half every roster names; the private half is nowhere but in the code. */
export async function recoveryKeys(code: string, project: string): Promise<KeyPair> {
  return keyPairOf(await stretch(code, `clutch/1 recovery ${project}`, 32));
}

/** A message authentication code over a value; lower-case hexadecimal. */
export function authenticate(key: Uint8Array, what: string, project: string, value: object): string {
  return createHmac('sha256', key)
    .update(bytesToSign(what, project, value))
    .digest('hex');
}

export function isAuthentic(key: Uint8Array, what: string, project: string, value: object, mac: string): boolean {
  const expected = Buffer.from(authenticate(key, what, project, value), 'hex');
  const given = Buffer.from(mac, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Groups of four letters of a key's hash, for two people to compare: 80 bits. */
export function fingerprint(publicKey: string): string {
  return grouped(createHash('sha256').update(publicKey).digest(), 16);
}

function makeCode(letters: number): string {
  return grouped(randomBytes(letters), letters);
}

/** 32 divides 256, so each letter is as likely as every other. */
function grouped(bytes: Uint8Array, letters: number): string {
  const text = [...bytes.subarray(0, letters)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return text.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? text;
}

/** As it was meant, however it was typed. */
function normalised(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
}

function stretch(code: string, salt: string, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(normalised(code), salt, length, { N: 32_768, r: 8, p: 1, maxmem: 64 * 1_048_576 }, (error, bytes) =>
      error ? reject(error) : resolve(bytes),
    );
  });
}
