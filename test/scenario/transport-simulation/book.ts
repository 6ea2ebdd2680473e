import type { RecordDraft, WireRecord } from '#schemas/wire/record.ts';
import type { Process } from '../../helpers/simulated-share/machine.ts';
import type { World } from '../../helpers/simulated-share/world.ts';

/** What was promised and what was applied. */
export function createBook(world: World, names: readonly string[]) {
  const violations: string[] = [];
  const promised = new Map<string, string>();
  /** By reader and sender: what was applied, durably and once for each id, and the position that came last. */
  const applied = new Map<string, { seq: number; readonly ids: Map<string, number> }>();
  let ids = 0;
  const keyOf = (reader: string, sender: string): string => `${reader} of ${sender}`;
  const stateOf = (reader: string, sender: string) => {
    const state = applied.get(keyOf(reader, sender)) ?? { seq: 0, ids: new Map<string, number>() };
    applied.set(keyOf(reader, sender), state);
    return state;
  };
  const missing = (): readonly string[] =>
    [...promised].flatMap(([id, sender]) =>
      names
        .filter((name) => name !== sender && !stateOf(name, sender).ids.has(id) && !isInSnapshot(name, sender, id))
        .map((name) => `${id} of ${sender} at ${name}`),
    );
  /** By reader and sender: up to where it took over what a snapshot holds. */
  const resumed = new Map<string, number>();
  const isInSnapshot = (reader: string, sender: string, id: string): boolean => {
    const seqs = names.map((name) => stateOf(name, sender).ids.get(id) ?? Infinity);
    return Math.min(...seqs) <= (resumed.get(keyOf(reader, sender)) ?? 0);
  };
  const violation = (text: string): void => {
    if (violations.length >= 5 || violations.includes(text)) return;
    violations.push(text);
    world.trace(`VIOLATION ${text}`);
  };

  return {
    violations,
    violation,
    draft(sender: string): RecordDraft {
      ids += 1;
      const id = `00000000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
      return { id, to: 'all', type: 'note', body: { text: `${sender} ${ids}`, author: sender } };
    },
    promised(sender: string, drafts: readonly RecordDraft[], said: 'acknowledged' | 'kept'): void {
      world.count(said);
      for (const { id } of drafts) promised.set(id, sender);
    },
    /** A consumer that does what the transport asks for: it knows what it has applied, and may fail. */
    async handle({ scheduler, isAlive }: Process, reader: string, record: WireRecord): Promise<void> {
      const state = stateOf(reader, record.from);
      await scheduler.sleep(world.random.between(0, 20));
      if (!isAlive()) return;
      if (world.random.chance(0.02)) {
        world.count('handler failed');
        throw new Error('not now');
      }
      const before = state.ids.get(record.id);
      if (before !== undefined) {
        world.count('handed on again');
        if (before !== record.seq) violation(`${reader}: ${record.id} stands at ${before} and at ${record.seq}`);
        return;
      }
      if (record.seq !== state.seq + 1) violation(`${reader}: ${record.seq} of ${record.from} came after ${state.seq}`);
      state.seq = Math.max(state.seq, record.seq);
      state.ids.set(record.id, record.seq);
      world.count('applied');
      await scheduler.sleep(world.random.between(0, 20));
    },
    /** Begins anew where a snapshot ends. */
    resume(reader: string, sender: string, seq: number): void {
      const state = stateOf(reader, sender);
      if (seq <= state.seq) return;
      world.count('resumed from a snapshot');
      state.seq = seq;
      resumed.set(keyOf(reader, sender), seq);
    },
    isComplete: () => missing().length === 0,
    end(): void {
      const lost = missing();
      if (lost.length > 0) violation(`lost: ${lost.length}, as ${lost.slice(0, 3).join(', ')}`);
    },
  };
}
