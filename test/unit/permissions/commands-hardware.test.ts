import { describe } from 'node:test';
import { table } from './stage.ts';

describe('devices and disks', () => {
  table('read', {
    'nvidia-smi': '()',
    'fdisk -l': '()',
    'parted /dev/sda print': '()',
  });
  table('write-in-scope', {
    'west build': '(west build)',
    'idf.py build': '(idf.py build)',
    'pio run': '(pio run)',
    'arduino-cli compile': '(arduino-cli compile)',
  });
  table('network', {
    'ros2 topic list': 'ros2 topic list',
    'ros2 topic echo /odom': 'ros2 topic echo',
  });
  table('unknown', {
    'ros2 pkg create x': 'ros2 pkg create',
  });
  table('hardware', {
    'cat /dev/ttyACM0': '/dev/ttyACM0',
    'stty -F /dev/ttyUSB0 115200': 'stty',
    'screen /dev/ttyUSB0 115200': 'screen',
    minicom: 'minicom',
    'gpioset gpiochip0 1=1': 'gpioset gpiochip0',
    'echo 1 > /sys/class/gpio/gpio4/value': '/sys/class/gpio/gpio4/value',
    'i2cdetect -y 1': 'i2cdetect 1',
    'candump can0': 'candump can0',
    'cansend can0 123#00': 'cansend can0',
    'ros2 topic pub /cmd_vel x': 'ros2 topic pub',
    'ros2 run a b': 'ros2 run a',
    'ros2 service call /x y': 'ros2 service call',
    'roslaunch a b': 'roslaunch a',
    'rostopic pub /x': 'rostopic pub',
    'esptool write_flash': 'esptool write_flash',
    'avrdude -p m328': 'avrdude m328',
    'west flash': 'west flash',
    'idf.py -p /dev/ttyUSB0 flash': 'idf.py flash',
    'pio run -t upload': 'pio upload',
    'arduino-cli upload': 'arduino-cli upload',
    'openocd -f x': 'openocd x',
    'adb shell': 'adb shell',
    'nvidia-smi -r': 'nvidia-smi',
  });
  table('destructive', {
    'mkfs.ext4 /dev/sdb1': 'mkfs.ext4',
    'fdisk /dev/sda': 'fdisk',
    'wipefs -a /dev/sda': 'wipefs',
    'echo x > /dev/sda': '/dev/sda',
  });
});
