import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { collect } from './clutch.ts';
import { freePort } from './free-port.ts';
import { until } from './processes.ts';
import type { TwoFolders } from './syncthing.ts';

const SSHD = '/usr/sbin/sshd';

/** A sentence where sshfs cannot be tried, for `skip`; false where it can. */
export function withoutSshfs(): string | false {
  for (const program of ['sshfs', 'ssh-keygen', 'fusermount3']) {
    if (!['/usr/bin', '/bin', '/usr/local/bin'].some((folder) => existsSync(join(folder, program)))) {
      return `needs ${program} (apt-get install sshfs openssh-server)`;
    }
  }
  if (!existsSync(SSHD)) return 'needs sshd (apt-get install openssh-server)';
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !existsSync('/run/sshd')) return 'needs the folder /run/sshd, as root (mkdir /run/sshd)';
  try {
    closeSync(openSync('/dev/fuse', 'r+'));
    return false;
  } catch {
    return 'needs /dev/fuse to be usable';
  }
}

export interface MountedFolder extends TwoFolders {
  /** The mount does not answer until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** `folderA` is on this disk, `folderB` the same through an SSH server on loopback with a key of its own. */
export async function mountFolder(home: string): Promise<MountedFolder> {
  const folderA = join(home, 'served');
  const folderB = join(home, 'mounted');
  const ssh = join(home, 'ssh');
  for (const folder of [folderA, folderB, ssh]) mkdirSync(folder, { mode: 0o700 });
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(ssh, name)]);
  const port = await freePort();
  const config = join(ssh, 'sshd_config');
  writeFileSync(config, sshdConfig(ssh, port));
  const server = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const hostKey = readFileSync(join(ssh, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(join(ssh, 'known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
  const said = collect(server);
  const options = [
    'dir_cache=no,attr_timeout=0,entry_timeout=0,negative_timeout=0',
    `port=${port},IdentityFile=${join(ssh, 'user')},UserKnownHostsFile=${join(ssh, 'known_hosts')}`,
    'IdentitiesOnly=yes,BatchMode=yes,StrictHostKeyChecking=yes,ssh_command=ssh -F none',
  ];
  const isMounted = (): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${folderB} `);
  const mount = await until(
    async () => {
      const words = ['-f', `${userInfo().username}@127.0.0.1:${folderA}`, folderB, '-o', options.join(',')];
      const child = spawn('sshfs', words, { stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = collect(child);
      // The server may not listen yet; then sshfs ends, and is started again.
      const gone = ended.then(() => true);
      await Promise.race([gone, until(isMounted, { what: 'it is mounted', deadlineMs: 10_000 }).catch(() => false)]);
      return isMounted() ? { child, ended } : null;
    },
    { what: 'the folder is mounted', deadlineMs: 30_000, everyMs: 200 },
  );
  return {
    folderA,
    folderB,
    freeze: () => void mount.child.kill('SIGSTOP'),
    thaw: () => void mount.child.kill('SIGCONT'),
    async dispose() {
      mount.child.kill('SIGCONT');
      execFileSync('fusermount3', ['-u', '-z', folderB]);
      mount.child.kill('SIGTERM');
      await mount.ended;
      server.kill('SIGTERM');
      await said;
    },
  };
}

function sshdConfig(folder: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'user.pub')}`,
    `PidFile ${join(folder, 'pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}
