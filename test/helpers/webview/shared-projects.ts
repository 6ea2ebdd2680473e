/** Shared projects as the server would describe them, at a fixed moment. */
import { CollabView, type PeerView, type RequestView, type TimelineEntry } from '#schemas/protocol/collab.ts';
import { minute, NOW } from './run-parts.ts';

export const peer = (id: string, over: Partial<PeerView> = {}): PeerView => ({
  id,
  name: id,
  self: false,
  role: 'worker',
  roleSource: 'roster 4 of desk',
  freshness: 'fresh',
  evidence: 'Beat 812 came just now.',
  ageMs: 1_000,
  activity: null,
  queue: 0,
  busy: 0,
  slots: 2,
  task: null,
  lastResult: null,
  skewMs: 0,
  capabilities: [],
  ssh: null,
  revoked: false,
  problems: [],
  ...over,
});

export const request = (id: string, over: Partial<RequestView> = {}): RequestView => ({
  id,
  kind: 'question',
  title: `Request ${id}`,
  text: 'Which GPU is in there?',
  from: 'desk',
  to: 'lab',
  author: 'ana',
  status: 'open',
  claimedBy: null,
  result: null,
  at: NOW - 5 * minute,
  updatedAt: NOW - 2 * minute,
  file: `/home/ana/.clutch/collab/notes-4711/tasks/${id}.json`,
  ...over,
});

const entry = (id: string, from: string, to: string, text: string): TimelineEntry => ({
  id,
  at: NOW - 3 * minute,
  from,
  to,
  type: 'note',
  text,
  file: null,
});

export const sharedProject: CollabView = CollabView.parse({
  project: 'notes-4711',
  root: '/home/ana/notes',
  at: NOW,
  transport: 'file',
  place: '/mnt/team/share',
  class: 'A',
  health: { state: 'ok', text: 'The shared folder answers.', since: NOW - 60 * minute, undelivered: 0 },
  role: 'main',
  main: 'desk',
  peers: [
    peer('desk', { self: true, role: 'main', activity: 'conducting phase 2', busy: 1, evidence: 'Answered just now.' }),
    peer('lab', {
      activity: 'running tests',
      queue: 1,
      busy: 2,
      task: 'phase 2, api',
      lastResult: { text: 'index completed', at: NOW - 4 * minute },
      capabilities: ['gpu'],
      ssh: 'ana@lab',
    }),
    peer('attic', {
      freshness: 'stale',
      ageMs: 9 * minute,
      evidence: 'No beat since 96, which came 9 min ago. It may be asleep or cut off.',
      skewMs: -190_000,
      problems: [
        'Its clock is 3 min 10 s behind this machine’s. Nothing is decided by clocks, but times look wrong: set both by network time.',
      ],
    }),
    peer('old-pc', { freshness: 'gone', ageMs: 190 * minute, evidence: 'No beat since 12.', role: 'observer' }),
  ],
  joining: [],
  requests: [
    request('r1', { status: 'claimed', claimedBy: 'lab', title: 'Which GPU is in there?' }),
    request('r2', { to: 'all', kind: 'task', title: 'Clean up the scratch disk' }),
    request('r3', { from: 'lab', to: 'desk', author: 'ben', status: 'open', title: 'May I reboot tonight?' }),
    request('r4', {
      status: 'completed',
      claimedBy: 'lab',
      title: 'Is the camera there?',
      result: 'Yes, on /dev/video0.',
    }),
  ],
  timeline: [
    { ...entry('t1', 'lab', 'desk', 'result for run 20260115-093000-abc123: 9f3c1d2e41'), file: '/tmp/result.json' },
    entry('t2', 'desk', 'all', 'note of ana: Lunch at noon.'),
  ],
  problems: [],
} satisfies CollabView);

export const staleProject: CollabView = CollabView.parse({
  ...sharedProject,
  health: {
    state: 'stale-view',
    text: 'This machine’s own beat has not come back through the folder for 40 s. Look at the network or at the synchronisation of this PC.',
    since: NOW - minute,
    undelivered: 3,
  },
  role: 'worker',
  peers: [
    peer('lab', { self: true }),
    peer('desk', {
      role: 'main',
      freshness: 'unknown',
      ageMs: 2 * minute,
      evidence: 'Not known, because this machine’s own view is stale. Its beat was last seen 2 min ago.',
    }),
  ],
  joining: [
    { machine: 'shed', name: 'shed', role: 'worker', capabilities: [], fingerprint: 'ABCD EFGH IJKL', at: NOW },
  ],
  problems: [
    '3 records are not delivered: kept on this machine, and sent in order as soon as the shared place takes them.',
  ],
});
