import { act, type Call, each, harmless, type Programs } from '../call.ts';
import type { Deed } from '../deed.ts';
import { readOptions } from '../options.ts';

/** Disks, network settings and hardware. */
export const machine: Programs = {
  ...each(
    'mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mke2fs mkswap fdisk sfdisk cfdisk gdisk sgdisk parted wipefs blkdiscard hdparm diskutil format cryptsetup lvremove vgremove pvremove zpool mdadm badblocks',
    destroying,
  ),
  ip: (call) => {
    const { operands } = readOptions(call.args, 'n netns f family');
    if (call.args.some(({ text }) => /^-b(?:a|$)/.test(text))) return [act(call, 'network-configuration', 'ip -batch')];
    const verb = operands[1]?.text ?? 'show';
    return /^(?:show|list|ls|get|lst|s|l|help)$/.test(verb)
      ? harmless(call)
      : [act(call, 'network-configuration', `ip ${operands[0]?.text ?? ''} ${verb}`)];
  },
  ...each('ifconfig iwconfig', (call) =>
    call.args.filter(({ text }) => !text.startsWith('-')).length > 1
      ? [act(call, 'network-configuration', call.name)]
      : harmless(call),
  ),
  ...each('route arp', (call) =>
    call.args.every(({ text }) => /^-(?:n|e|a|v)+$/.test(text))
      ? harmless(call)
      : [act(call, 'network-configuration', call.name)],
  ),
  ss: (call) =>
    readOptions(call.args).has('K', 'kill') ? [act(call, 'network-configuration', 'ss --kill')] : harmless(call),
  netstat: harmless,
  ...each(
    'iptables ip6tables iptables-save iptables-restore nft ufw firewall-cmd pfctl tc ebtables brctl bridge ovs-vsctl nmcli nmtui netplan dhclient dhcpcd ifup ifdown wpa_supplicant wpa_cli iw rfkill hostapd wg wg-quick openvpn tailscale zerotier-cli resolvectl networksetup scutil netsh ethtool wpa_passphrase dnsmasq',
    (call) => [act(call, 'network-configuration', call.command.slice(0, 2).join(' '))],
  ),
  ...each(
    'esptool esptool.py espflash espefuse espefuse.py espsecure.py avrdude dfu-util dfu-programmer openocd st-flash st-info st-util picotool stm32flash stm32_programmer_cli nrfjprog nrfutil jlinkexe jlink pyocd probe-rs cargo-flash cargo-embed bossac teensy_loader_cli fastboot adb heimdall flashrom uhubctl usbreset usb_modeswitch minicom picocom tio cu setserial miniterm.py rpi-imager ' +
      'gpioset gpioget gpiomon gpiodetect gpioinfo raspi-gpio pinctrl raspi-config gpio pigpiod pigs i2cset i2cget i2cdetect i2cdump i2ctransfer spidev_test cansend candump cangen canplayer cansniffer slcand slcan_attach isotpsend isotprecv v4l2-ctl media-ctl libcamera-still rpicam-still ipmitool bluetoothctl hcitool rfcomm xinput evtest irsend hwclock setpci efibootmgr fwupdmgr ' +
      'roslaunch rosrun rosservice moveit_setup_assistant dynamixel_wizard ur_client kuka',
    (call) => [act(call, 'hardware', call.command.slice(0, 2).join(' '))],
  ),
  'nvidia-smi': (call) =>
    call.args.every(({ text }) => /^(?:-L|-q|--query.*|--list-gpus|--format.*)$/.test(text))
      ? harmless(call)
      : [act(call, 'hardware', 'nvidia-smi')],
  screen: terminal,
  stty: (call) =>
    readOptions(call.args, 'F file').has('F', 'file') ? [act(call, 'hardware', 'stty')] : harmless(call),
  tmux: (call) => [act(call, 'unknown', call.command.slice(0, 2).join(' '), { known: false })],
  ros2: (call) => {
    const [group = '', verb = ''] = call.command.slice(1);
    const looks =
      /^(?:list|info|show|type|find|hz|bw|echo|delay|prefix|packages|executables|xml|get|describe|dump|package|proto|interfaces|nodes|status|types|hello|report)$/;
    const isCall = /^(?:launch|run|daemon|bag)$/.test(group) && !(group === 'bag' && verb === 'info');
    if (group === 'pkg' && verb === 'create') return [act(call, 'unknown', 'ros2 pkg create')];
    return [act(call, !isCall && looks.test(verb) ? 'network' : 'hardware', `ros2 ${group} ${verb}`.trim())];
  },
  ...each('rostopic rosnode rosparam rosbag', (call) => {
    const verb = call.command[1] ?? '';
    return [
      act(
        call,
        /^(?:list|info|echo|hz|bw|type|get|ping|find)$/.test(verb) ? 'network' : 'hardware',
        `${call.name} ${verb}`,
      ),
    ];
  }),
  ...each('gz ign gazebo rviz rviz2 rqt isaac-sim', (call) => [
    act(call, 'unknown', call.command.slice(0, 2).join(' ')),
  ]),
};

function destroying(call: Call): readonly Deed[] {
  const [first, second] = call.args.map(({ text }) => text);
  const isListing =
    call.args.every(({ text }) => /^(?:-l|--list|\/dev\/\w+)$/.test(text)) &&
    call.args.some(({ text }) => text.startsWith('-l'));
  const looks =
    isListing || /^(?:list|info|status)$/.test(first ?? '') || (call.args.length === 2 && second === 'print');
  return looks ? harmless(call) : [act(call, 'destructive', call.name)];
}

/** With a device it is a serial terminal, else it starts what it is given. */
function terminal(call: Call): readonly Deed[] {
  return call.args.some(({ text }) => text.startsWith('/dev/'))
    ? [act(call, 'hardware', 'screen')]
    : [act(call, 'unknown', 'screen', { known: false })];
}
