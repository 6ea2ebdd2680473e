import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Scheduler } from '../../platform/scheduler.ts';
import { openMeeting, type Meeting, type Side } from '../../transports/file/class/meeting.ts';
import { runRace } from '../../transports/file/class/race.ts';
import type { ShareFiles } from '../../transports/file/share-files.ts';
import { spreadOf, type PeerFacts } from './facts.ts';

const PINGS = 20;
/** Where answers take seconds, fewer tell as much. */
const SLOW_PINGS = 3;
const SLOW_MS = 1_000;

const Ping = z.object({ isLast: z.boolean() });
const Pong = z.object({ wall: z.number() });
const Measured = z.object({ oneWay: z.array(z.number()).max(PINGS), skewMs: z.number(), skewErrorMs: z.number() });

export interface MeetPeerDeps {
  readonly files: ShareFiles;
  /** What both were given, as `newCode` makes it. */
  readonly code: string;
  readonly side: Side;
  readonly scheduler: Scheduler;
  readonly waitMs: number;
}

/** Easy to say and to type. */
export const newCode = (): string => randomBytes(4).toString('hex').slice(0, 6);
export const isCode = (text: string): boolean => /^[0-9a-f]{6}$/.test(text);

/** Meets the other machine in the share: races for names, measures the way of a file there and back, compares clocks. */
export async function meetPeer(deps: MeetPeerDeps): Promise<PeerFacts> {
  const { files, side, scheduler, waitMs } = deps;
  const folder = `clutch-collab/doctor/${deps.code}`;
  const meeting = await openMeeting({ files, folder, side, scheduler, waitMs, pollMs: 5 });
  const race = await runRace(meeting, randomBytes(16).toString('hex'));
  const measured = race && (side === 'a' ? await measure(meeting) : await answer(meeting));
  await meeting.part(Boolean(measured));
  if (side === 'a' || !measured) {
    await files.removeFolder('clutch-collab/doctor');
    await files.removeFolder('clutch-collab');
  }
  return {
    answered: Boolean(measured),
    race,
    latency: measured ? spreadOf(measured.oneWay) : null,
    skewMs: measured?.skewMs ?? null,
    skewErrorMs: measured?.skewErrorMs ?? null,
  };
}

type Measured = z.infer<typeof Measured>;

/** The answer that came back fastest says most about the other clock. */
async function measure(meeting: Meeting): Promise<Measured | null> {
  const { scheduler } = meeting;
  const ways: { readonly oneWay: number; readonly skew: number }[] = [];
  for (let isLast = false; !isLast;) {
    const slow = ways.some(({ oneWay }) => oneWay > SLOW_MS);
    isLast = ways.length + 1 >= (slow ? SLOW_PINGS : PINGS);
    const start = scheduler.monotonic();
    const wall = scheduler.wall();
    await meeting.say(`ping-${ways.length}`, { isLast });
    const pong = await meeting.hear(`pong-${ways.length}`, Pong);
    if (!pong) return null;
    const oneWay = (scheduler.monotonic() - start) / 2;
    ways.push({ oneWay, skew: pong.wall - (wall + oneWay) });
  }
  const best = ways.reduce((one, other) => (other.oneWay < one.oneWay ? other : one));
  const measured = { oneWay: ways.map(({ oneWay }) => oneWay), skewMs: best.skew, skewErrorMs: best.oneWay };
  await meeting.say('measured', measured);
  return measured;
}

async function answer(meeting: Meeting): Promise<Measured | null> {
  for (let round = 0; round < PINGS; round += 1) {
    const ping = await meeting.hear(`ping-${round}`, Ping);
    if (!ping) return null;
    await meeting.say(`pong-${round}`, { wall: meeting.scheduler.wall() });
    if (ping.isLast) break;
  }
  const measured = await meeting.hear('measured', Measured);
  return measured && { ...measured, skewMs: -measured.skewMs };
}
