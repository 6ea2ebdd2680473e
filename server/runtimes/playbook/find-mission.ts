import type { Playbook, PlaybookMission, PlaybookStep } from '#schemas/playbook.ts';

/** What the agent is told about its mission, in `_meta` of `session/new`. */
export interface MissionKey {
  readonly phase: string;
  readonly workstream: string;
  readonly role: string;
  readonly task: PlaybookMission['task'];
  readonly attempt: number;
}

/**
 * The first mission of the file that matches in all five; without one, what its role does when a playbook has nothing
 * to say about it. Null where that is an error.
 */
export function findMission(playbook: Playbook, key: MissionKey): PlaybookMission | null {
  return firstMatch(playbook, key) ?? unwritten(playbook, key);
}

function firstMatch(playbook: Playbook, key: MissionKey): PlaybookMission | null {
  return (
    playbook.missions.find(
      (mission) =>
        matches(mission.phase, key.phase) &&
        matches(mission.workstream, key.workstream) &&
        matches(mission.role, key.role) &&
        mission.task === key.task &&
        (mission.attempt === '*' || mission.attempt === key.attempt),
    ) ?? null
  );
}

function unwritten(playbook: Playbook, key: MissionKey): PlaybookMission | null {
  if (key.task === 'contract') return saying(key, { say: 'The playbook has no contract for this workstream.\n' });
  switch (key.role.trim().toLowerCase()) {
    case 'validator': {
      const requirements = 'The playbook has nothing to say; the receipts decide.';
      return saying(key, { verify: { grade: 'PASS', requirements, tests: 'none', gaps: [], warnings: 'none' } });
    }
    case 'debugger':
      // Playbooks from before there were debuggers mend a phase in a later attempt of its executor.
      return firstMatch(playbook, { ...key, role: 'executor' });
    default:
      return null;
  }
}

function saying({ phase, workstream, role, task, attempt }: MissionKey, step: PlaybookStep): PlaybookMission {
  return { phase, workstream, role, task, attempt, steps: [step] };
}

function matches(selector: string | number, value: string): boolean {
  const wanted = String(selector).trim().toLowerCase();
  return wanted === '*' || wanted === value.trim().toLowerCase();
}

/** Says what was looked for, and what the file has instead. A task `contract` never comes here: it always has an answer. */
export function noMission(file: string, playbook: Playbook, key: MissionKey): string {
  const wanted = `phase "${key.phase}", workstream "${key.workstream}", role "${key.role}", attempt ${key.attempt}`;
  const shown = playbook.missions
    .slice(0, 8)
    .map(
      (mission) =>
        `${mission.phase}/${mission.workstream}/${mission.role}${mission.task === 'contract' ? ' (contract)' : ''}`,
    );
  const rest = playbook.missions.length - shown.length;
  const list = shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return `${file}: no mission matches ${wanted}. The file has (phase/workstream/role): ${list}. Add one, or use "*".`;
}
