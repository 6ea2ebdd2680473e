import { act, type Call, each, harmless, type Programs, touches } from '../call.ts';
import type { Deed } from '../deed.ts';
import { readOptions } from '../options.ts';

/** Becoming somebody else, and what only the owner of the machine does. */
export const privilege: Programs = {
  ...each('sudo doas pkexec runuser gosu su-exec', (call) => {
    const options = readOptions(call.args, 'u g C p D r t T h user group prompt chdir');
    const [first] = options.operands;
    const at = first ? call.args.indexOf(first) : call.args.length;
    const inner = call.args.slice(at);
    const name = first?.known === true ? ` ${first.text}` : '';
    return [act(call, 'privilege', `${call.name}${name}`), ...(inner.length > 0 ? call.run(inner) : [])];
  }),
  su: (call) => [
    act(call, 'privilege', 'su'),
    ...readOptions(call.args, 'c command s shell g')
      .values('c', 'command')
      .flatMap((one) => call.script(one)),
  ],
  ...each(
    'chroot nsenter unshare setpriv capsh visudo vipw useradd userdel usermod adduser deluser groupadd groupdel groupmod gpasswd passwd chpasswd chsh chfn newgrp setcap reboot shutdown halt poweroff init telinit modprobe insmod rmmod kexec mount umount losetup swapon swapoff apparmor_parser aa-enforce setenforce semanage auditctl dscl spctl csrutil nvram tccutil security_authtrampoline',
    always('privilege'),
  ),
  ...each('mount umount', (call) => (call.args.length === 0 ? harmless(call) : [act(call, 'privilege', call.name)])),
  ...each('systemctl service launchctl rc-service initctl supervisorctl', (call) => {
    const verb =
      readOptions(call.args, 'p t n o').operands[call.name === 'service' || call.name === 'rc-service' ? 1 : 0]?.text ??
      'status';
    const looks =
      /^(?:status|list|list-units|list-unit-files|list-timers|show|cat|is-active|is-enabled|is-failed|print|help|get-default)$/;
    return looks.test(verb) ? harmless(call) : [act(call, 'privilege', `${call.name} ${verb}`)];
  }),
  // What is started later is looked at by nobody.
  ...each('crontab at batch systemd-run', (call) =>
    call.name === 'crontab' && call.args.some(({ text }) => text === '-l')
      ? harmless(call)
      : [act(call, 'privilege', call.name)],
  ),
  ...each('timedatectl hostnamectl localectl loginctl', (call) =>
    call.args.every(({ text }) => text === 'status' || text.startsWith('-'))
      ? harmless(call)
      : [act(call, 'privilege', call.name)],
  ),
  sysctl: (call) => {
    const sets =
      readOptions(call.args, 'p').has('w', 'p', 'write', 'system') || call.args.some(({ text }) => text.includes('='));
    if (!sets) return harmless(call);
    return [
      act(
        call,
        call.args.some(({ text }) => text.startsWith('net.')) ? 'network-configuration' : 'privilege',
        'sysctl',
      ),
    ];
  },
  ...each('pkill killall killall5', (call) => [
    act(call, 'unknown', call.command.slice(0, 2).join(' '), { known: false }),
  ]),
  ...each('dmesg journalctl last w lastlog', (call) =>
    touches(call, 'read', [{ text: '/var/log', known: true, glob: false, splits: false }], 'folder'),
  ),
};

function always(what: 'privilege'): (call: Call) => readonly Deed[] {
  return (call) => [act(call, what, call.name)];
}
