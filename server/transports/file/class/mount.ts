import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';

export type MountKind = 'local' | 'nfs' | 'smb' | 'sshfs' | 'network' | 'unknown';

/** Where a folder lies, as the operating system says it. */
export interface Mount {
  readonly kind: MountKind;
  /** The kernel's name of the file system (`nfs4`, `cifs`, `ext4`); empty where it is not known. */
  readonly type: string;
  readonly point: string;
  readonly source: string;
  readonly options: readonly string[];
}

const UNKNOWN: Mount = { kind: 'unknown', type: '', point: '', source: '', options: [] };

/** Links of a path are followed this often at most. */
const MAX_LINKS = 40;

/**
 * The mount that holds a folder. Asks Linux alone; elsewhere it is unknown. Touches nothing that lies on a network, so
 * that a mount whose server is gone is named and does not hang us.
 */
export function readMount(folder: string): Mount {
  if (process.platform !== 'linux') return UNKNOWN;
  const mounts = parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
  return mountOf(withoutLinks(resolve(folder), mounts), mounts) ?? UNKNOWN;
}

/** The lines of `/proc/self/mountinfo`; see proc_pid_mountinfo(5). */
export function parseMounts(mountinfo: string): readonly Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ');
    if (after === undefined) return [];
    const [, , , , point = '', mountOptions = ''] = before.split(' ');
    const [type = '', source = '', superOptions = ''] = after.split(' ');
    const options = [...new Set([...mountOptions.split(','), ...superOptions.split(',')])];
    return [{ kind: kindOf(type), type, point: unescaped(point), source: unescaped(source), options }];
  });
}

/** The innermost mount; of several at one place the last one, which hides the others. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const holds = path === mount.point || path.startsWith(mount.point === '/' ? '/' : `${mount.point}/`);
    if (holds && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

const LOCAL = /^(?:ext[234]|xfs|btrfs|zfs|f2fs|tmpfs|overlay|vfat|exfat|ntfs3?|fuseblk|bcachefs|jfs|reiserfs|ramfs)$/;

function kindOf(type: string): MountKind {
  if (type === 'nfs' || type === 'nfs4') return 'nfs';
  if (type === 'cifs' || type === 'smb3') return 'smb';
  if (type === 'fuse.sshfs') return 'sshfs';
  if (LOCAL.test(type)) return 'local';
  return /^(?:fuse\.|9p$|ceph$|glusterfs$|afs$|lustre$|beegfs$|virtiofs$|davfs$)/.test(type) ? 'network' : 'unknown';
}

/** The kernel writes blanks and the like as three octal digits. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}

/** Follows links, but looks only at what lies on local file systems. */
function withoutLinks(path: string, mounts: readonly Mount[]): string {
  let rest = path.split(sep).filter(Boolean);
  let known = parse(path).root;
  for (let links = 0; rest.length > 0 && links <= MAX_LINKS;) {
    const [name = '', ...others] = rest;
    const next = join(known, name);
    const target = mountOf(next, mounts)?.kind === 'local' ? linkTarget(next) : null;
    if (target === null) {
      known = next;
      rest = others;
    } else {
      links += 1;
      rest = [...resolve(dirname(next), target).split(sep).filter(Boolean), ...others];
      known = parse(path).root;
    }
  }
  return join(known, ...rest);
}

function linkTarget(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}
