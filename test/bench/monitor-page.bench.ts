/** What the Monitor's page needs at its largest: 12 phases of 8 workstreams and 64 machines. In a real browser. */
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import { largeRun, manyPeers } from '../helpers/webview/large-runs.ts';
import { openMonitorPages } from '../helpers/webview/monitor-page.ts';
import { state } from '../helpers/webview/run-fixtures.ts';
import { median, note, percentile, report } from './lib/figure.ts';

const ROUNDS = 60;

const run = largeRun(12, 8);
const start = state(run, { collab: [manyPeers(64)] });

/** The state after an agent has done one more thing. */
const after = (round: number): MonitorState => ({
  ...start,
  now: start.now + round * 100,
  run: start.run && {
    ...start.run,
    updatedAt: run.updatedAt + round,
    agents: start.run.agents.map((agent) => ({ ...agent, events: round, lastEvent: `Edit file ${round}` })),
  },
});

const monitor = await openMonitorPages();
const { page } = await monitor.open(start);
await page.locator('.node').first().waitFor();

const samples: number[] = [];
let before = start;
for (let round = 1; round <= ROUNDS; round += 1) {
  const next = after(round);
  const took = await page.evaluate(
    (data) => {
      const began = performance.now();
      // The page draws within the event; asking for a size adds what laying it out takes.
      dispatchEvent(new MessageEvent('message', { data }));
      document.body.getBoundingClientRect();
      return performance.now() - began;
    },
    monitorDelta(before, next, round + 1),
  );
  samples.push(took);
  before = next;
}
note(`a delta has ${JSON.stringify(monitorDelta(start, after(1), 2)).length} bytes`);
await monitor.close();

report({ name: 'monitor-delta', value: median(samples), unit: 'ms', bound: 16 });
report({ name: 'monitor-delta-p95', value: percentile(samples, 0.95), unit: 'ms', bound: 50 });
