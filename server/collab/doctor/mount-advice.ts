import type { Mount } from '../../transports/file/class/mount.ts';

export interface Advice {
  readonly id: string;
  readonly text: string;
  readonly todo: string;
}

/** Mount options that make a shared folder slow to show news, or that lose what was acknowledged. */
export function adviseOnMount(mount: Mount): readonly Advice[] {
  const has = (option: string): boolean => mount.options.includes(option);
  const numberOf = (name: string): number | null => {
    const found = mount.options.find((option) => option.startsWith(`${name}=`));
    return found === undefined ? null : Number(found.slice(name.length + 1));
  };
  const advice: Advice[] = [];
  const add = (id: string, text: string, todo: string): void => void advice.push({ id, text, todo });
  if (mount.kind === 'nfs') {
    if (has('soft') || has('softerr')) {
      add('soft-mount', 'The mount is soft: a slow server becomes a failed write.', 'Mount it with `hard`.');
    }
    const seen = Math.max(numberOf('acdirmax') ?? 60, numberOf('acregmax') ?? 60);
    if (!has('noac') && seen > 30) {
      const text = `The client may show what it remembers of folders for up to ${seen} s.`;
      add('nfs-attribute-cache', text, 'CLUTCH finds news by listing and copes; `acdirmax=1` shows them sooner.');
    }
    if (has('noac')) {
      add(
        'noac',
        'The client remembers nothing (noac): every look costs a call.',
        'Take `actimeo=1` instead of `noac`.',
      );
    }
    if (has('nolock')) {
      add('nolock', 'Locks are only local (nolock).', 'CLUTCH needs none; other programs in this folder may.');
    }
  }
  if (mount.kind === 'smb') {
    const closes = numberOf('closetimeo');
    if (closes === null || closes > 0) {
      const text = 'The client keeps closed files open for a while (deferred close).';
      add('smb-deferred-close', text, 'CLUTCH never replaces a file and copes; `closetimeo=0` turns it off.');
    }
    if (has('soft')) add('soft-mount', 'The mount is soft: a slow server becomes a failed write.', 'Add `hard`.');
    if (has('cache=loose')) {
      add('smb-loose-cache', 'The client trusts its own cache (cache=loose).', 'Mount it with `cache=strict`.');
    }
  }
  if (mount.kind === 'sshfs') {
    // What sshfs was told is not in the list of mounts.
    const text = 'sshfs may remember listings for 20 s, and then two machines can own one task.';
    add('sshfs-dir-cache', text, 'Mount it with `-o dir_cache=no,reconnect,ServerAliveInterval=15`.');
  }
  if (has('ro')) add('read-only-mount', 'The folder is mounted read-only.', 'Mount it with `rw`.');
  return advice;
}
