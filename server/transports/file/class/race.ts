import * as z from 'zod';
import { CONTESTED_ROUNDS, judgeRace, type RaceNotes, type RaceVerdict } from './judge-race.ts';
import { parse, type Meeting } from './meeting.ts';

const NAMES = 16;
const MAX_ROUNDS = 16;
const LONGEST_PAUSE_MS = 30_000;

const Nonce = z.string().regex(/^[0-9a-f]{32}$/);
const Taken = z.object({ nonce: Nonce });
const Wins = z.object({ won: z.array(z.boolean()).length(NAMES) });
const Seen = z.object({ nonce: Nonce, seen: z.array(z.array(Nonce.nullable()).length(NAMES)).max(MAX_ROUNDS) });

/**
 * Both machines of a meeting try to take the same names, and compare who got which. Null: the other one did not answer.
 * Rejects with a `ShareError`.
 */
export async function runRace(meeting: Meeting, nonce: string): Promise<RaceVerdict | null> {
  const won: (readonly boolean[])[] = [];
  const otherWon: (readonly boolean[])[] = [];
  const { scheduler } = meeting;
  let longestMs = 0;
  const timed: Meeting['hear'] = async (topic, shape) => {
    const since = scheduler.monotonic();
    const heard = await meeting.hear(topic, shape);
    longestMs = Math.min(Math.max(longestMs, scheduler.monotonic() - since), LONGEST_PAUSE_MS);
    return heard;
  };
  for (let round = 0, contested = 0; round < MAX_ROUNDS && contested < CONTESTED_ROUNDS; round += 1) {
    await meeting.say(`ready-${round}`, {});
    // The first time it is the other machine that is waited for, and not the folder.
    const isReady = round === 0 ? meeting.hear : timed;
    if (!(await isReady(`ready-${round}`, z.object({})))) return null;
    // Where a file is seen at once, both begin at once. Where files travel for seconds, the two would go in turns and
    // never meet, so that every second round begins at random.
    if (round % 2 === 1) await scheduler.sleep(longestMs * scheduler.random());
    const wins = await takeNames(meeting, round, nonce);
    await meeting.say(`won-${round}`, { won: wins });
    const answer = await timed(`won-${round}`, Wins);
    if (!answer) return null;
    won.push(wins);
    otherWon.push(answer.won);
    if (wins.includes(true) && answer.won.includes(true)) contested += 1;
    // Two winners are proof enough.
    if (wins.some((mine, index) => mine && answer.won[index])) break;
  }
  const seen: (string | null)[][] = [];
  for (const round of won.keys()) seen.push(await readNames(meeting, round));
  await meeting.say('seen', { nonce, seen } satisfies z.infer<typeof Seen>);
  const answer = await meeting.hear('seen', Seen);
  if (!answer) return null;
  const mine: RaceNotes = { nonce, won, seen };
  return judgeRace(mine, { nonce: answer.nonce, won: otherWon, seen: answer.seen });
}

const nameOf = ({ folder }: Meeting, round: number, index: number): string => `${folder}/name-${round}-${index}.json`;

async function takeNames(meeting: Meeting, round: number, nonce: string): Promise<readonly boolean[]> {
  const wins = Array.from({ length: NAMES }, () => false);
  const order = meeting.side === 'a' ? [...wins.keys()] : [...wins.keys()].toReversed();
  const bytes = Buffer.from(JSON.stringify({ nonce }));
  for (const index of order) wins[index] = await meeting.files.publish(nameOf(meeting, round, index), bytes);
  return wins;
}

async function readNames(meeting: Meeting, round: number): Promise<(string | null)[]> {
  const seen: (string | null)[] = [];
  for (let index = 0; index < NAMES; index += 1) {
    seen.push(parse(await meeting.files.read(nameOf(meeting, round, index), 1024), Taken)?.nonce ?? null);
  }
  return seen;
}
