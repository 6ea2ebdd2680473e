import { render } from 'lit/html.js';
import { HelpMemory, ToHelp, type FromHelp } from '#schemas/webview/help.ts';
import { connectHost, preparePage } from '../kit/index.ts';
import type { HelpActions, HelpModel } from './model.ts';
import { helpView } from './view.ts';
import './view.css';

const root = preparePage();

const host = connectHost<typeof ToHelp, FromHelp, typeof HelpMemory>(ToHelp, HelpMemory, (message) => {
  if (message.type === 'open') {
    remember({ topic: message.topic, query: '', scroll: 0 });
    change({});
    root.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    return;
  }
  if (message.type === 'failed') {
    change({ problem: message.message });
    return;
  }
  if (message.open !== null) remember({ topic: message.open });
  change({ topics: message.topics, problem: null });
  restoreScroll();
});

let model: HelpModel = {
  topics: null,
  problem: null,
  memory: host.recall() ?? { topic: null, query: '', scroll: 0, listScroll: 0 },
  unfolded: {},
};

function change(changes: Partial<HelpModel>): void {
  model = { ...model, ...changes };
  render(helpView(model, actions), root);
}

function remember(changes: Partial<HelpMemory>): void {
  model = { ...model, memory: { ...model.memory, ...changes } };
  host.remember(model.memory);
}

const actions: HelpActions = {
  post: host.post,
  search(query) {
    remember({ query, listScroll: 0 });
    change({});
  },
  open(topic) {
    remember({ topic, scroll: 0 });
    change({});
    root.querySelector('article')?.scrollTo(0, 0);
  },
  unfold: (section, open) => change({ unfolded: { ...model.unfolded, [section]: open } }),
};

function restoreScroll(): void {
  const { scroll, listScroll } = model.memory;
  root.querySelector('article')?.scrollTo(0, scroll);
  root.querySelector('.topics')?.scrollTo(0, listScroll);
}

// A scroll does not bubble, but it can be caught on its way down.
root.addEventListener(
  'scroll',
  ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.matches('article')) remember({ scroll: target.scrollTop });
    if (target.matches('.topics')) remember({ listScroll: target.scrollTop });
  },
  { capture: true, passive: true },
);

change({});
host.post({ type: 'ready' });
