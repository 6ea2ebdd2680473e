import { createTree, nameOf, parentOf, type Tree } from './tree.ts';
import type { World } from './world.ts';

/** Everybody's own copy of a folder that a program synchronises: changes arrive one by one, late and in any order. */
export interface Replicas {
  of(machine: string): Tree;
  /** Something is there, or is not there any more, on this machine. */
  changed(machine: string, path: string): void;
}

export function createReplicas(world: World): Replicas {
  const trees = new Map<string, Tree>();
  /** Of what one machine does with one path, the later change counts. */
  const applied = new Map<string, number>();
  let changes = 0;
  const of = (machine: string): Tree => {
    const known = trees.get(machine);
    if (known !== undefined) return known;
    const tree = createTree();
    trees.set(machine, tree);
    return tree;
  };

  const changed = (machine: string, path: string): void => {
    // Scratch folders are of no interest to others.
    if (path.includes('/tmp/')) return;
    const found = of(machine).find(path);
    const version = (changes += 1);
    for (const [other, tree] of trees) {
      if (other === machine) continue;
      world.after(delayOf(world), () => {
        const key = `${machine} ${other} ${path}`;
        if (version < (applied.get(key) ?? 0)) return;
        applied.set(key, version);
        if (found === null) {
          tree.remove(path);
          return;
        }
        makeFolders(tree, path);
        const theirs = tree.find(path);
        if (found.kind === 'folder') {
          if (theirs === null) tree.put(path, { kind: 'folder', isDurable: true });
          return;
        }
        const bytes = found.content.bytes;
        const entry = {
          kind: 'file' as const,
          content: { bytes, durable: bytes.length, visible: bytes.length, writer: machine },
          isDurable: true,
        };
        if (theirs === null) tree.put(path, entry);
        else if (theirs.kind === 'file' && Buffer.compare(theirs.content.bytes, bytes) !== 0) {
          world.count('conflict copy');
          const isTheirs = Buffer.compare(theirs.content.bytes, bytes) < 0;
          tree.put(copyOf(path, other), isTheirs ? entry : theirs);
          if (!isTheirs) tree.put(path, entry);
        }
      });
    }
  };

  return { of, changed };
}

const delayOf = ({ random }: World): number =>
  random.chance(0.8) ? random.between(200, 4_000) : random.between(200, 30_000);

function makeFolders(tree: Tree, path: string): void {
  const parent = parentOf(path);
  if (parent === '' || tree.folder(parent) !== null) return;
  makeFolders(tree, parent);
  tree.put(parent, { kind: 'folder', isDurable: true });
}

function copyOf(path: string, machine: string): string {
  const [stem, ...endings] = nameOf(path).split('.');
  return `${parentOf(path)}/${stem}.sync-conflict-20261121-120000-${machine.toUpperCase()}.${endings.join('.')}`;
}
