import type { PlanIndex } from './plan-index.ts';

/** Follows the plans of the projects that windows show, until no window is left. */
export function holdEach(plans: PlanIndex): { add(root: string): void; clear(): void } {
  const held = new Map<string, () => void>();
  return {
    add(root) {
      if (!held.has(root)) held.set(root, plans.hold(root, 'places'));
    },
    clear() {
      for (const release of held.values()) release();
      held.clear();
    },
  };
}
