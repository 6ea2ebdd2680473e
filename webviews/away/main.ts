import { render } from 'lit/html.js';
import { AwayField } from '#schemas/protocol/away-form.ts';
import { AwayMemory, FromAway, ToAway, type AwayPageState } from '#schemas/webview/away.ts';
import { applyAwayDelta } from '#schemas/webview/away-delta.ts';
import { connectHost, preparePage } from '../kit/index.ts';
import { reconcile, saysSame, withValue } from './drafts.ts';
import type { AwayActions, AwayModel } from './model.ts';
import { awayView } from './view.ts';
import './view.css';
import './policy.css';

/** How long a person pauses before the document follows what was typed. */
const PAUSE_MS = 250;
const CLOCK_MS = 10_000;

const root = preparePage();
const pending = new Map<AwayField, { readonly id: number; readonly value: string }>();
const timers = new Map<AwayField, ReturnType<typeof setTimeout>>();
let state: AwayPageState | null = null;
let seq = 0;
let lastId = 0;
/** This page's clock minus the host's, in milliseconds. */
let skew = 0;
let problems: AwayModel['problems'] = {};
let tried: AwayModel['tried'] = null;
let tryId: number | null = null;

const host = connectHost<typeof ToAway, FromAway, typeof AwayMemory>(ToAway, AwayMemory, (message) => {
  if (message.type === 'edited') edited(message);
  else if (message.type === 'tried') {
    if (message.id !== tryId) return;
    tryId = null;
    tried = message;
  } else if (message.type === 'delta' && (state === null || message.seq !== seq + 1)) host.post({ type: 'ready' });
  else take(message);
  draw();
});

const kept = host.recall();
let memory: AwayMemory = {
  // The host wrote the project into the page; it is kept, so that the panel shows it after the window is reloaded.
  project: root.dataset['project'] ?? null,
  drafts: kept?.drafts ?? {},
  lost: kept?.lost ?? {},
  trying: kept?.trying ?? { kind: 'command', action: '' },
  scroll: kept?.scroll ?? 0,
};
let scrollTo = memory.scroll;

function keep(change: Partial<AwayMemory>): void {
  memory = { ...memory, ...change };
  host.remember(memory);
}

function take(message: Extract<ToAway, { type: 'snapshot' | 'delta' }>): void {
  const before = state?.server.state;
  if (message.type === 'snapshot') state = message.state;
  else if (state !== null) state = applyAwayDelta(state, message.changes);
  seq = message.seq;
  if (state === null) return;
  skew = Date.now() - state.now;
  // What failed for want of a server is tried again when there is one.
  if (before !== 'ready' && state.server.state === 'ready') problems = {};
  if (state.form !== null) follow();
}

/** Brings the fields together with what the document says. */
function follow(): void {
  if (state === null || state.form === null) return;
  const { drafts, lost, unsent } = reconcile(memory, state.form, {
    pending: new Set(pending.keys()),
    focused: focusedField(),
  });
  keep({ drafts, lost });
  for (const field of unsent) if (problems[field] === undefined && !timers.has(field)) sendSoon(field);
}

const focusedField = (): AwayField | null => AwayField.safeParse(document.activeElement?.id).data ?? null;

function edited({ id, field, outcome, detail }: Extract<ToAway, { type: 'edited' }>): void {
  const sent = pending.get(field);
  if (sent?.id !== id) return;
  pending.delete(field);
  const draft = memory.drafts[field];
  if (draft === undefined) return;
  const { [field]: _gone, ...others } = memory.drafts;
  if (outcome === 'conflict') {
    keep({ drafts: others, lost: { ...memory.lost, [field]: draft.value } });
    if (state?.form) state = { ...state, form: withValue(state.form, field, detail) };
  } else if (outcome !== 'edits') problems = { ...problems, [field]: detail };
  else {
    if (state?.form) state = { ...state, form: withValue(state.form, field, sent.value) };
    keep({ drafts: { ...others, [field]: { base: sent.value, value: draft.value } } });
    follow();
  }
}

function sendSoon(field: AwayField, pause = PAUSE_MS): void {
  clearTimeout(timers.get(field));
  timers.set(
    field,
    setTimeout(() => send(field), pause),
  );
}

/** One edit of a field at a time: the next one begins where this one has led. */
function send(field: AwayField): void {
  clearTimeout(timers.get(field));
  timers.delete(field);
  const draft = memory.drafts[field];
  if (draft === undefined || pending.has(field) || saysSame(draft.value, draft.base)) return;
  lastId += 1;
  pending.set(field, { id: lastId, value: draft.value });
  host.post({ type: 'edit', id: lastId, field, base: draft.base, value: draft.value });
}

function withoutProblem(field: AwayField): void {
  const { [field]: _gone, ...others } = problems;
  problems = others;
}

function withoutLost(field: AwayField): void {
  const { [field]: _gone, ...lost } = memory.lost;
  keep({ lost });
}

const actions: AwayActions = {
  post: host.post,
  write(field, value) {
    const known = state?.form?.fields.find((one) => one.field === field)?.value ?? '';
    keep({ drafts: { ...memory.drafts, [field]: { base: memory.drafts[field]?.base ?? known, value } } });
    withoutProblem(field);
    sendSoon(field);
    draw();
  },
  leave(field) {
    send(field);
    follow();
    draw();
  },
  takeBack(field) {
    const mine = memory.lost[field];
    withoutLost(field);
    if (mine !== undefined) actions.write(field, mine);
    document.getElementById(field)?.focus();
  },
  discard(field) {
    const { [field]: _gone, ...drafts } = memory.drafts;
    keep({ drafts });
    withoutLost(field);
    withoutProblem(field);
    draw();
    document.getElementById(field)?.focus();
  },
  setTrying(trying) {
    keep({ trying });
    tried = null;
    draw();
  },
  tryOut() {
    const { kind, action } = memory.trying;
    if (action.trim() === '') return;
    lastId += 1;
    tryId = lastId;
    host.post({ type: 'try', id: lastId, kind, action: action.trim() });
    draw();
  },
};

function draw(): void {
  const model: AwayModel = { state, memory, problems, tried, trying: tryId !== null, now: Date.now() - skew };
  render(awayView(model, actions), root);
  if (scrollTo > 0 && state?.form) {
    window.scrollTo({ top: scrollTo });
    scrollTo = 0;
  }
}

addEventListener('scrollend', () => keep({ scroll: window.scrollY }));
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
  event.preventDefault();
  host.post({ type: 'save' });
});
// Only the time that is left changes by itself.
setInterval(() => {
  if (!document.hidden) draw();
}, CLOCK_MS);

host.remember(memory);
draw();
host.post({ type: 'ready' });
