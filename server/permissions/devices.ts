import type { ActionClass } from '#schemas/run/permission.ts';
import type { Access } from './deed.ts';

export interface Device {
  readonly class: ActionClass;
  readonly subject: string;
  readonly usual: boolean;
}

const HARMLESS = /^\/dev\/(?:null|zero|full|u?random|std(?:in|out|err)|tty|fd(?:\/\d+)?|ptmx)$/;
const DISKS = /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|mapper|md|dm-|loop|mem|kmem|port)/;

/** What a file of the system that is no file is; null for anything else. */
export function deviceAt(path: string, access: Access): Device | null {
  if (/^\/proc\/sys\/|^\/sys\/|^\/proc\/sysrq/.test(path) && access !== 'read') {
    return {
      class: path.startsWith('/proc/sys/net') ? 'network-configuration' : 'hardware',
      subject: path,
      usual: false,
    };
  }
  if (/^\/sys\/class\/(?:gpio|pwm|leds|tty|i2c|spi)/.test(path))
    return { class: 'hardware', subject: path, usual: false };
  if (!/^\/dev(?:\/|$)/.test(path) || /^\/dev\/shm(?:\/|$)/.test(path) || access === 'run') return null;
  if (HARMLESS.test(path)) return { class: 'read', subject: '', usual: true };
  if (DISKS.test(path) && access !== 'read') return { class: 'destructive', subject: path, usual: false };
  return path === '/dev' && access === 'read'
    ? { class: 'read', subject: '', usual: true }
    : { class: 'hardware', subject: path, usual: false };
}
