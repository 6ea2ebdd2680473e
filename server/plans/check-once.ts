import type { LanguageFinding } from '../language/check-document.ts';
import { machinePorts } from './machine-ports.ts';
import { createPlanIndex } from './plan-index.ts';
import { createPlanSession } from './plan-session.ts';

/** What all rules find in one document of a project, with everything around it. Nothing is kept or watched. */
export async function checkOnce(file: string): Promise<readonly LanguageFinding[]> {
  const problems: string[] = [];
  const index = createPlanIndex({ watch: null, warn: (message) => problems.push(message) });
  const root = index.rootOf(file);
  if (root) index.hold(root, 'all');
  let findings: readonly LanguageFinding[] = [];
  const session = createPlanSession(index, {
    ...machinePorts(),
    only: new Set([file]),
    onFindings: (_file, found) => (findings = found),
    onFailure(_file, error) {
      throw error;
    },
    onUnreadable: (_file, message) => problems.push(message),
  });
  try {
    await session.settle();
    const [problem] = problems;
    if (problem !== undefined && findings.length === 0) throw new Error(problem);
    return findings;
  } finally {
    session.dispose();
    index.dispose();
  }
}
