import { createClientView, type ClientView } from './client-view.ts';
import { createReplicas } from './replicas.ts';
import { createTree, type Tree } from './tree.ts';
import type { World } from './world.ts';

/** How the place behaves: a server that all mount, one without links, or a folder that a program synchronises. */
export type ShareKind = 'mounted' | 'mounted-without-links' | 'synchronised';

export interface SimulatedShare {
  readonly kind: ShareKind;
  /** What one machine sees of it. */
  client(machine: string): ClientView;
  /** The computer of this machine has lost its power. */
  crashClient(machine: string): void;
  /** The computer that keeps the files has; only where there is one. */
  crashServer(): void;
  /** Nothing can be written for a while. */
  fillFor(ms: number): void;
  /** From now on nothing goes wrong any more. */
  heal(): void;
  /** What really lies there, on this machine's replica where everyone has one. */
  tree(machine: string): Tree;
}

/** How likely what is, per call. */
export interface Faults {
  readonly staleListing: number;
  readonly negativeDentry: number;
  readonly lostReply: number;
  readonly failedCall: number;
  readonly shortWrite: number;
  readonly tornRead: number;
}

const USUAL: Faults = {
  staleListing: 0.4,
  negativeDentry: 0.5,
  lostReply: 0.01,
  failedCall: 0.01,
  shortWrite: 0.05,
  tornRead: 0.02,
};
const NONE: Faults = {
  staleListing: 0,
  negativeDentry: 0,
  lostReply: 0,
  failedCall: 0,
  shortWrite: 0,
  tornRead: 0,
};

export function createSimulatedShare(world: World, kind: ShareKind, usual: Faults = USUAL): SimulatedShare {
  const server = createTree();
  const replicas = createReplicas(world);
  const views = new Map<string, ClientView>();
  let fullUntil = 0;
  let faults = usual;
  const treeOf = (machine: string): Tree => (kind === 'synchronised' ? replicas.of(machine) : server);

  return {
    kind,
    client(machine) {
      const known = views.get(machine);
      if (known !== undefined) return known;
      const view = createClientView({
        world,
        machine,
        tree: treeOf(machine),
        faults: () => faults,
        isFull: () => world.now() < fullUntil,
        hasLinks: kind !== 'mounted-without-links',
        isSynchronised: kind === 'synchronised',
        changed: (path) => kind === 'synchronised' && replicas.changed(machine, path),
      });
      views.set(machine, view);
      return view;
    },
    crashClient(machine) {
      views.get(machine)?.forget();
      if (kind !== 'synchronised') server.tear(machine, world.random);
      // What is gone on this disk counts as deleted there.
      else for (const path of replicas.of(machine).crash(world.random)) replicas.changed(machine, path);
    },
    crashServer() {
      if (kind === 'synchronised') return;
      world.count('server crash');
      server.crash(world.random);
      for (const view of views.values()) view.forget();
    },
    fillFor(ms) {
      world.count('full');
      fullUntil = world.now() + ms;
    },
    heal() {
      faults = NONE;
      fullUntil = 0;
      for (const view of views.values()) view.forget();
    },
    tree: treeOf,
  };
}
