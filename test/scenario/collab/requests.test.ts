/** Two machines of one project, as two homes of real processes over one folder. */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CollabResult, InviteResult, RequestView, type CollabView } from '#schemas/protocol/collab.ts';
import { configureMachine, createClutch, type Clutch, type CommandResult } from '../../helpers/clutch.ts';
import { until } from '../../helpers/processes.ts';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'clt-')));
const share = path.join(folder, 'share');
/** Quick beats, so that a test does not wait for what a person would. */
const collab = { beatSeconds: 0.2, pollSeconds: 0.05, idlePollSeconds: 0.2 };

interface Pc {
  readonly clutch: Clutch;
  readonly root: string;
  command(...args: string[]): Promise<CommandResult>;
}

function openPc(name: string): Pc {
  const [home, root] = [path.join(folder, `${name}-home`), path.join(folder, name)];
  for (const one of [home, root]) mkdirSync(one);
  execFileSync('git', ['init', '-q', root]);
  configureMachine(home, { collab: { ...collab, name } });
  const clutch = createClutch(home);
  return { clutch, root, command: (...args) => clutch.run(root, ...args) };
}

mkdirSync(share);
const main = openPc('desk');
const lab = openPc('lab');
after(async () => {
  await Promise.all([main.clutch.dispose(), lab.clutch.dispose()]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function done(result: Promise<CommandResult>): Promise<string> {
  const { code, stdout, stderr } = await result;
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  return stdout;
}

const json = async (result: Promise<CommandResult>): Promise<unknown> => JSON.parse(await done(result));
const viewOf = async (pc: Pc): Promise<CollabView> => {
  const [view] = CollabResult.parse(await json(pc.command('peers', '--json'))).projects;
  assert.ok(view);
  return view;
};

before(async () => {
  await done(main.command('share', '--folder', share));
  const { code } = InviteResult.parse(await json(main.command('invite', '--json')));
  await done(lab.command('join', share, '--code', code, '--name', 'lab'));
  const joining = await until(async () => (await viewOf(main)).joining[0], { what: 'lab asks to join' });
  await done(main.command('members', 'confirm', joining.machine));
  await until(async () => (await viewOf(lab)).role === 'worker', { what: 'lab is a worker', deadlineMs: 30_000 });
  for (const pc of [main, lab]) {
    const allFresh = async (): Promise<boolean> => {
      const { peers } = await viewOf(pc);
      return peers.length === 2 && peers.every(({ freshness }) => freshness === 'fresh');
    };
    await until(allFresh, { what: 'they see each other', deadlineMs: 30_000 });
  }
});

test('a question crosses, is claimed, answered, and read where it was asked; both have it as files', async () => {
  await done(main.command('send', 'lab', '--kind', 'question', 'Which GPU is in there?'));
  const open = (pc: Pc) => async (): Promise<RequestView | undefined> => (await viewOf(pc)).requests[0];
  const asked = await until(open(lab), { what: 'the question came' });
  assert.equal(asked.status, 'open');
  assert.match(await done(lab.command('requests', '--open')), /question\s+open\s+desk\s+lab/);
  assert.match(await done(lab.command('claim', asked.id.slice(-8))), /is this machine's/);
  await done(lab.command('requests', 'finish', asked.id, '--status', 'completed', 'An old one.'));
  await until(async () => (await open(main)())?.status === 'completed', { what: 'the answer came' });
  assert.match(await done(main.command('requests', 'show', asked.id)), /Result: An old one\./);
  for (const pc of [main, lab]) {
    const { file } = RequestView.parse(await json(pc.command('requests', 'show', asked.id, '--json')));
    assert.ok(file !== null && file.startsWith(pc.clutch.home) && existsSync(file));
    assert.match(readFileSync(file, 'utf8'), /An old one\./);
  }
  const log = await done(main.command('log', '--machines'));
  assert.match(log, /desk to lab {2}question of .*Which GPU[\s\S]*lab to desk {2}request completed/);
});

test('of two machines that claim at once exactly one has the request', async () => {
  await done(main.command('send', 'all', '--kind', 'task', 'Clean the lab.'));
  const find = async (pc: Pc): Promise<RequestView | undefined> =>
    (await viewOf(pc)).requests.find(({ title }) => title === 'Clean the lab.');
  const { id } = await until(() => find(lab), { what: 'the task came' });
  const codes = await Promise.all([main, lab].map(async (pc) => (await pc.command('claim', id)).code));
  const owners = async (): Promise<(string | null | undefined)[]> =>
    Promise.all([main, lab].map(async (pc) => (await find(pc))?.claimedBy));
  const [owner] = await until(
    async () => {
      const [a, b] = await owners();
      return a && a === b ? [a] : null;
    },
    { what: 'both say the same owner' },
  );
  assert.ok(codes.includes(0), 'one of them had it at once');
  const winner = (await viewOf(main)).peers.find((peer) => peer.id === owner)?.self ? main : lab;
  const loser = winner === main ? lab : main;
  const refused = await loser.command('requests', 'finish', id, '--status', 'completed', 'Mine.');
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /not this machine's to finish/);
  await done(winner.command('requests', 'finish', id, '--status', 'completed', 'Done.'));
  await until(async () => (await find(loser))?.status === 'completed', { what: 'the other one knows' });
});

test('what was said is there after the server was killed, and a note is in the log', async () => {
  await done(main.command('send', 'all', 'Lunch at noon.'));
  await until(async () => (await viewOf(lab)).timeline.some(({ text }) => text.includes('Lunch at noon.')), {
    what: 'the note came',
  });
  const requests = async (): Promise<unknown> => (await viewOf(lab)).requests.map(({ id, status }) => [id, status]);
  const known = await requests();
  await lab.clutch.killServer();
  await until(async () => (await viewOf(lab)).peers.length === 2, { what: 'lab is attached again' });
  assert.deepEqual(await requests(), known);
  assert.match(await done(lab.command('log', '--machines')), /note of .*: Lunch at noon\./);
});

test('a worker without an editor says how it goes, and Ctrl-C ends it', async () => {
  const worker = lab.clutch.start(lab.root, 'worker', '--project', lab.root, '--slots', '3', '--json');
  let said = '';
  worker.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  await until(() => /"role":"worker".*"slots":3/.test(said), { what: 'the worker says its slots' });
  await until(async () => (await viewOf(main)).peers.some(({ slots }) => slots === 3), { what: 'main sees the slots' });
  const ended = new Promise<number | null>((resolve) => worker.once('exit', resolve));
  worker.kill('SIGINT');
  assert.equal(await ended, 0);
});

test('a machine that does not exist, and a folder that is not shared, are named with what to do', async () => {
  const nobody = await main.command('send', 'nobody', 'hello');
  assert.match(nobody.stderr, /no machine “nobody”.*all, lab/);
  const elsewhere = await main.clutch.run(folder, 'requests');
  assert.match(elsewhere.stderr, /is in no shared project.*Shared are: .*desk.*clutch share/);
});
