import { type DoctorCheck, finding, type Finding, needsServer } from '../check.ts';

/** Nothing is decided by clocks, but times that are shown would mislead. */
const LARGE_SKEW_MS = 2_000;

export const clocks: DoctorCheck = {
  id: 'clocks',
  title: 'Clocks',
  limitMs: 5_000,
  look: ({ server }) => {
    if (server === null) return Promise.resolve(needsServer('How far the clocks of other machines are off'));
    const peers = new Map(server.shared().flatMap(({ peers: all }) => all.map((peer) => [peer.id, peer])));
    const measured = [...peers.values()].filter(({ self, skewMs }) => !self && skewMs !== null);
    if (measured.length === 0)
      return Promise.resolve([finding('ok', 'There is no other machine to compare clocks with.')]);
    return Promise.resolve(measured.map(({ id, name, skewMs }) => aboutClock(id, name, skewMs ?? 0)));
  },
};

function aboutClock(id: string, name: string, skewMs: number): Finding {
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  const text = `The clock of ${name} is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead'}.`;
  if (Math.abs(skewMs) <= LARGE_SKEW_MS) return finding('ok', text, { id });
  return finding('warning', text, { id, todo: 'Turn on time synchronisation on both machines.' });
}
