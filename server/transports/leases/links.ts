import { LeaseLink } from '#schemas/wire/machine.ts';
import { bytesToSign } from '../../platform/signed-json.ts';

/** Where the links of lease chains lie; a name is taken once and for ever. Rejects where the place does not answer. */
export interface LinkStore {
  /** Tokens of a task's links, in no order. `copies`: tokens of which there is a conflict copy. */
  list(task: string): Promise<{ readonly tokens: readonly number[]; readonly copies: readonly number[] }>;
  /** Null: not there yet. */
  read(task: string, token: number): Promise<Uint8Array | null>;
  /** `false`: the name was taken. Where it rejects, the link may be there all the same. */
  publish(task: string, token: number, bytes: Uint8Array): Promise<boolean>;
  remove(task: string, tokens: readonly number[]): Promise<void>;
}

export const MAX_LINK_BYTES = 4_096;

export interface LinkSeal {
  readonly project: string;
  sign(bytes: Uint8Array): string;
  /** Whether this machine is a member and has signed these bytes. */
  isSignedBy(machine: string, bytes: Uint8Array, signature: string): boolean;
}

export function sealLink(link: Omit<LeaseLink, 'signature'>, { project, sign }: LinkSeal): Uint8Array {
  const signature = sign(bytesToSign('lease', project, link));
  return Buffer.from(JSON.stringify({ ...link, signature }));
}

/** Null for everything that is no link of this task and token by a member. */
export function openLink(bytes: Uint8Array, task: string, token: number, seal: LinkSeal): LeaseLink | null {
  if (bytes.byteLength > MAX_LINK_BYTES) return null;
  const parsed = LeaseLink.safeParse(jsonOf(bytes));
  if (!parsed.success || parsed.data.task !== task || parsed.data.token !== token) return null;
  const link = parsed.data;
  return seal.isSignedBy(link.machine, bytesToSign('lease', seal.project, link), link.signature) ? link : null;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}
