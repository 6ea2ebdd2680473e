/** A process that does nothing but watch its own event loop until its input ends: how late the machine itself makes it. */
import { watchLoop } from './loop-delay.ts';

const loop = watchLoop();
process.stdin.resume().once('end', () => process.stdout.write(JSON.stringify(loop.stop())));
