import '../kit/zod-without-eval.ts';
import { render } from 'lit';
import { FromMonitor, MonitorMemory, ToMonitor, type MonitorState } from '#schemas/webview/monitor.ts';
import { applyMonitorDelta } from '#schemas/webview/monitor-delta.ts';
import { connectHost, registerComponents } from '../kit/index.ts';
import { monitorView } from './view.ts';
import './view.css';

const root = document.querySelector<HTMLElement>('#app');
if (root === null) throw new Error('The page has no element #app to draw into.');
registerComponents();

let state: MonitorState | null = null;
let seq = 0;
/** This page's clock minus the host's, in milliseconds. */
let skew = 0;

const host = connectHost<typeof ToMonitor, FromMonitor, typeof MonitorMemory>(ToMonitor, MonitorMemory, (message) => {
  const next =
    message.type === 'snapshot'
      ? message.state
      : state !== null && message.seq === seq + 1
        ? applyMonitorDelta(state, message)
        : null;
  if (next === null) {
    host.post({ type: 'ready' });
    return;
  }
  state = next;
  seq = message.seq;
  skew = Date.now() - next.now;
  draw();
});

// The host wrote the run into the page; it is kept, so that the panel shows the same run after the window is reloaded.
let memory: MonitorMemory = { run: root.dataset['run'] ?? null, unfolded: host.recall()?.unfolded ?? {} };
host.remember(memory);

function draw(): void {
  if (root === null) return;
  const { unfolded } = memory;
  const view = monitorView({ state, now: Date.now() - skew, unfolded }, { post: host.post, unfold });
  render(view, root);
}

function unfold(phase: string, open: boolean): void {
  memory = { ...memory, unfolded: { ...memory.unfolded, [phase]: open } };
  host.remember(memory);
}

// Only ages and the elapsed time change by themselves, and only while a run is under way.
setInterval(() => {
  const alive = state?.server.state === 'ready' && (state.run?.status === 'running' || state.run?.status === 'waiting');
  if (alive && !document.hidden) draw();
}, 1000);

draw();
host.post({ type: 'ready' });
