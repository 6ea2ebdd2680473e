import '../kit/zod-without-eval.ts';
import { render } from 'lit';
import { FromMonitor, MonitorMemory, ToMonitor, type MonitorState } from '#schemas/webview/monitor.ts';
import { applyMonitorDelta } from '#schemas/webview/monitor-delta.ts';
import { connectHost, preparePage } from '../kit/index.ts';
import { openForms } from './forms.ts';
import type { MonitorActions } from './model.ts';
import { monitorView } from './view.ts';
import './view.css';
import './phase.css';
import './decide.css';
import './spending.css';
import './peers.css';

const root = preparePage();

/** How long a decision may take before it can be made again: the server may have refused it. */
const SENT_MS = 5000;

let state: MonitorState | null = null;
let seq = 0;
/** This page's clock minus the host's, in milliseconds. */
let skew = 0;
const sent = new Map<string, string>();

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
  if (next.run !== null && next.run.updatedAt !== state?.run?.updatedAt) sent.clear();
  state = next;
  seq = message.seq;
  skew = Date.now() - next.now;
  if (next.run !== null) keep({ forms: openForms(memory.forms, next.run) });
  draw();
});

// The host wrote the run into the page; it is kept, so that the panel shows the same run after the window is reloaded.
const before = host.recall();
let memory: MonitorMemory = {
  run: root.dataset['run'] ?? null,
  unfolded: before?.unfolded ?? {},
  forms: before?.forms ?? {},
};
host.remember(memory);

function keep(change: Partial<MonitorMemory>): void {
  memory = { ...memory, ...change };
  host.remember(memory);
}

const actions: MonitorActions = {
  post: host.post,
  decide: (about, choice, message) => {
    // A second click on the same button, or a key that is held down, decides nothing anew.
    if (sent.get(about) === choice) return;
    host.post(message);
    sent.set(about, choice);
    setTimeout(() => {
      if (sent.get(about) === choice && sent.delete(about)) draw();
    }, SENT_MS);
    draw();
  },
  unfold: (key, open) => {
    keep({ unfolded: { ...memory.unfolded, [key]: open } });
    draw();
  },
  write: (about, form) => {
    const opened = form !== null && memory.forms[about]?.choice !== form.choice;
    const { [about]: _closed, ...others } = memory.forms;
    keep({ forms: form === null ? others : { ...others, [about]: form } });
    draw();
    if (opened) root.querySelector<HTMLTextAreaElement>(`[data-about="${CSS.escape(about)}"] textarea`)?.focus();
  },
};

function draw(): void {
  const { unfolded, forms } = memory;
  render(monitorView({ state, now: Date.now() - skew, unfolded, forms, sent }, actions), root);
}

// Only ages and the elapsed time change by themselves, and only while a run is under way or machines are shown.
setInterval(() => {
  const { server, run, collab = [] } = state ?? {};
  const isMoving = collab.length > 0 || ['running', 'waiting', 'paused'].includes(run?.status ?? '');
  const alive = server?.state === 'ready' && isMoving;
  if (alive && !document.hidden) draw();
}, 1000);

draw();
host.post({ type: 'ready' });
