import type { Playbook, PlaybookMission } from '#schemas/playbook.ts';

/** What the agent is told about its mission, in `_meta` of `session/new`. */
export interface MissionKey {
  readonly phase: string;
  readonly workstream: string;
  readonly role: string;
  readonly attempt: number;
}

/** The first mission of the file that matches in all four, or null. */
export function findMission(playbook: Playbook, key: MissionKey): PlaybookMission | null {
  return (
    playbook.missions.find(
      (mission) =>
        matches(mission.phase, key.phase) &&
        matches(mission.workstream, key.workstream) &&
        matches(mission.role, key.role) &&
        (mission.attempt === '*' || mission.attempt === key.attempt),
    ) ?? null
  );
}

function matches(selector: string | number, value: string): boolean {
  const wanted = String(selector).trim().toLowerCase();
  return wanted === '*' || wanted === value.trim().toLowerCase();
}

/** Says what was looked for, and what the file has instead. */
export function noMission(file: string, playbook: Playbook, key: MissionKey): string {
  const wanted = `phase "${key.phase}", workstream "${key.workstream}", role "${key.role}", attempt ${key.attempt}`;
  const shown = playbook.missions
    .slice(0, 8)
    .map((mission) => `${mission.phase}/${mission.workstream}/${mission.role}`);
  const rest = playbook.missions.length - shown.length;
  const list = shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return `${file}: no mission matches ${wanted}. The file has (phase/workstream/role): ${list}. Add one, or use "*".`;
}
