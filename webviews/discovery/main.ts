import { render } from 'lit/html.js';
import { DiscoveryMemory, ToDiscovery, type DiscoveryDraft, type FromDiscovery } from '#schemas/webview/discovery.ts';
import { connectHost, preparePage } from '../kit/index.ts';
import {
  emptyDraft,
  missingOf,
  openProposals,
  withAnswer,
  type DiscoveryActions,
  type DiscoveryModel,
} from './model.ts';
import { discoveryView } from './view.ts';
import './view.css';

/** How long a person pauses before the suggestions follow what was typed. */
const PAUSE_MS = 250;

const root = preparePage();

const host = connectHost<typeof ToDiscovery, FromDiscovery, typeof DiscoveryMemory>(
  ToDiscovery,
  DiscoveryMemory,
  (message) => {
    if (message.type === 'refused') change({ busy: false, refusal: message.message });
    // What was proposed for earlier words is out of date.
    else if (message.seq === seq) change({ proposals: message.result });
  },
);

let seq = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let model: DiscoveryModel = {
  project: root.dataset['project'] ?? '',
  proposals: null,
  draft: host.recall()?.draft ?? emptyDraft,
  tried: false,
  busy: false,
  refusal: null,
};

function change(changes: Partial<DiscoveryModel>): void {
  model = { ...model, ...changes };
  if (root !== null) render(discoveryView(model, actions), root);
}

function edit(draft: DiscoveryDraft, pause = PAUSE_MS): void {
  change({ draft, refusal: null });
  host.remember({ draft });
  clearTimeout(timer);
  timer = setTimeout(propose, pause);
}

function propose(): void {
  seq += 1;
  host.post({ type: 'propose', seq, draft: model.draft });
}

const actions: DiscoveryActions = {
  answer(id, value) {
    const question = model.proposals?.questions.find((one) => one.id === id);
    if (question === undefined) return;
    const taken = question.proposal?.answer === value;
    edit({ ...model.draft, answers: withAnswer(model.draft.answers, id, value) });
    // The button that was pressed is gone: whoever uses the keyboard goes on in the field.
    if (taken) focusField(id);
  },
  useAll() {
    const answers = openProposals(model).reduce(
      (all, question) => withAnswer(all, question.id, question.proposal?.answer ?? ''),
      model.draft.answers,
    );
    edit({ ...model.draft, answers }, 0);
    focusField('idea');
  },
  name: (name) => edit({ ...model.draft, name }),
  profile: (profile) => edit({ ...model.draft, profile }),
  write(run) {
    const [first] = missingOf(model);
    change({ tried: true, refusal: null });
    if (first !== undefined) {
      focusField(first.id);
      return;
    }
    change({ busy: true });
    host.post({ type: 'write', draft: model.draft, run });
  },
};

function focusField(id: string): void {
  const field = document.getElementById(id);
  if (field !== null && document.activeElement !== field) field.focus();
}

change({});
propose();
