import { render } from 'lit/html.js';
import { InsightsTab, type ToInsights } from '#schemas/webview/insights.ts';
import { FromMonitor, MonitorMemory, MonitorTab, ToMonitor, type MonitorState } from '#schemas/webview/monitor.ts';
import { applyMonitorDelta } from '#schemas/webview/monitor-delta.ts';
import { connectHost, preparePage } from '../kit/index.ts';
import { openForms } from './forms.ts';
import { readingOf } from './insights/scene.ts';
import { lazily } from './lazily.ts';
import type { MonitorActions, MonitorParts } from './model.ts';
import { monitorView } from './view.ts';
import { watchWhereabouts } from './whereabouts.ts';
import './view.css';
import './tabs.css';
import './phase.css';
import './decide.css';
import './spending.css';
import './peers.css';
import './live/timeline.css';
import './live/graph.css';
import './triage/triage.css';
import './insights/insights.css';

const root = preparePage();

/** How long a decision may take before it can be made again: the server may have refused it. */
const SENT_MS = 5000;
const SECOND_MS = 1000;

let state: MonitorState | null = null;
let seq = 0;
/** This page's clock minus the host's, in milliseconds. */
let skew = 0;
let clock: ReturnType<typeof setTimeout> | undefined;
const sent = new Map<string, string>();
const lookingBack: Partial<Record<InsightsTab, ToInsights>> = {};

const host = connectHost<typeof ToMonitor, FromMonitor, typeof MonitorMemory>(ToMonitor, MonitorMemory, (message) => {
  switch (message.type) {
    case 'navigate':
      return actions.show(message);
    case 'insights':
      lookingBack[message.tab] = message;
      return draw();
    default:
      return receive(message);
  }
});

function receive(message: Extract<ToMonitor, { seq: number }>): void {
  const fits = state !== null && message.seq === seq + 1;
  const next =
    message.type === 'snapshot' ? message.state : fits && state !== null ? applyMonitorDelta(state, message) : null;
  if (next === null) return say();
  if (next.run?.updatedAt !== state?.run?.updatedAt || next.triage !== state?.triage) sent.clear();
  state = next;
  seq = message.seq;
  skew = Date.now() - next.now;
  keep({ forms: openForms(memory.forms, next) });
  draw();
}

// What the page kept counts more than what the host wrote into it when it was new.
let memory: MonitorMemory =
  host.recall() ??
  MonitorMemory.parse({ run: root.dataset['run'] ?? null, tab: MonitorTab.safeParse(root.dataset['tab']).data });
host.remember(memory);

function keep(change: Partial<MonitorMemory>): void {
  memory = { ...memory, ...change };
  host.remember(memory);
}

const whereabouts = watchWhereabouts(({ scroll, focus }) => {
  if (focus !== undefined) keep({ focus });
  if (scroll !== undefined) keep({ scroll: { ...memory.scroll, [memory.tab]: scroll } });
});

const parts: MonitorParts = {
  details: lazily(() => import('./live/details.ts'), draw),
  triage: lazily(() => import('./triage/view.ts'), draw),
  insights: lazily(() => import('./insights/index.ts'), draw),
  graph: lazily(() => import('./live/graph-layout.ts').then(({ createGraphLayouts }) => createGraphLayouts()), draw),
};

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
  show: ({ run = memory.run, tab = memory.tab }) => {
    const scroll = run === memory.run ? memory.scroll : { ...memory.scroll, live: 0 };
    keep({ run, tab, scroll });
    whereabouts.goTo({ scroll: scroll[tab] ?? 0, focus: null });
    draw();
    say();
  },
  focus: (id) => {
    keep({ focus: id });
    draw();
    const element = document.getElementById(id);
    element?.focus();
    element?.scrollIntoView({ block: 'nearest' });
  },
  triage: (change) => {
    keep({ triage: { ...memory.triage, ...change } });
    draw();
  },
  insights: (change) => {
    keep({ insights: change });
    draw();
  },
};

/** Says what is shown, and with it asks for everything of it. */
function say(): void {
  host.post({ type: 'show', run: memory.run, tab: memory.tab });
  const { data: tab } = InsightsTab.safeParse(memory.tab);
  if (tab) host.post(readingOf(tab, memory.insights));
}

function draw(): void {
  clearTimeout(clock);
  const focused = document.activeElement;
  render(monitorView({ ...memory, state, now: Date.now() - skew, sent, lookingBack, parts }, actions), root);
  // What had the focus is gone, answered for instance: the list that it was in has another row to go on with.
  if (focused !== null && !focused.isConnected) root.querySelector<HTMLElement>('[data-rows] [tabindex="0"]')?.focus();
  if (state !== null && !isComing()) whereabouts.drawn();
  if (isMoving() && !document.hidden) clock = setTimeout(draw, SECOND_MS);
}

/** Whether what the tab shows is still on its way: how far down something is, is not known before it is drawn. */
function isComing(): boolean {
  const { tab } = memory;
  const part = tab === 'live' ? parts.details() : tab === 'triage' ? parts.triage() : parts.insights();
  return part.state === 'coming';
}

/** Only ages and elapsed times change by themselves, and only while a run is under way or machines are shown. */
function isMoving(): boolean {
  if (state?.server.state !== 'ready') return false;
  const { run, collab, triage } = state;
  if (memory.tab === 'triage') return triage !== null && triage.length > 0;
  return memory.tab === 'live' && (collab.length > 0 || ['running', 'waiting', 'paused'].includes(run?.status ?? ''));
}

document.addEventListener('visibilitychange', draw);
whereabouts.goTo({ scroll: memory.scroll[memory.tab] ?? 0, focus: memory.focus });
// On its way beside the first message of the host, so that Live is drawn whole.
if (memory.tab === 'live') parts.details();
draw();
say();
