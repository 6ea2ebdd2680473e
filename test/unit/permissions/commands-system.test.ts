import { describe } from 'node:test';
import { table } from './stage.ts';

describe('the administrator and the network of the machine', () => {
  table('read', {
    'systemctl status x': '()',
    'crontab -l': '()',
    mount: '()',
    'sysctl -a': '()',
    date: '()',
    'kill -9 %1': '()',
    'kill $!': '()',
    'journalctl -u x': '/var/log',
    'ip addr': '()',
    ifconfig: '()',
    hostname: '()',
  });
  table('write-in-scope', {
    'chown root x': '()',
  });
  table('unknown', {
    'kill 1234': '? kill 1234',
    'pkill node': '? pkill node',
    'killall -9 python': '? killall python',
  });
  table('network-configuration', {
    'sysctl -w net.ipv4.ip_forward=1': 'sysctl',
    'ip link set can0 up type can bitrate 500000': 'ip link set',
    'ip route add default via 1.1.1.1': 'ip route add',
    'ifconfig eth0 down': 'ifconfig',
    'iptables -F': 'iptables',
    'ufw disable': 'ufw disable',
    'nmcli dev wifi': 'nmcli dev',
    'echo nameserver 1.1.1.1 > /etc/resolv.conf': '/etc/resolv.conf',
    'hostname x': 'hostname',
    'wg-quick up wg0': 'wg-quick up',
    'tailscale up': 'tailscale up',
  });
  table('privilege', {
    'sudo ls': 'sudo ls',
    'sudo -u root rm -rf /': 'destructive rm /, sudo rm',
    sudo: 'sudo',
    "su -c 'ls'": 'su',
    'doas x': 'doas x, unknown x',
    'pkexec x': 'pkexec x, unknown x',
    'chroot /x': 'chroot',
    'systemctl restart x': 'systemctl restart',
    'service x restart': 'service restart',
    'crontab -e': 'crontab',
    'mount /dev/sda1 /mnt': 'mount',
    reboot: 'reboot',
    'useradd x': 'useradd',
    'modprobe can': 'modprobe',
    'date -s 12:00': 'date --set',
  });
});
