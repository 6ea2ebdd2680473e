import type { AgentMission } from '../../engine/ports.ts';

const MAX_FILES = 12;

/**
 * What a person has to do, in one paragraph. It names the mission by its id: an answer that was given to one attempt is
 * found again by this text, and must not be taken for the answer to another.
 */
export function titleOf(mission: AgentMission): string {
  const { id, phase, cwd, plan, attempt } = mission;
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return [
    `A person is to do this by hand (phase ${phase}${again}): ${taskOf(mission)}`,
    `The folder is ${cwd}.`,
    plan.prp === '' ? `The plan is ${plan.prd}.` : `The plan is ${plan.prp}, for ${plan.prd}.`,
    ...filesOf(mission),
    'Do not commit; answer when you are through.',
    `(${id})`,
  ].join(' ');
}

function taskOf({ role, task, workstream, plan }: AgentMission): string {
  switch (role) {
    case 'executor':
      return task === 'contract'
        ? `publish the interface contract of the workstream “${workstream}”, and change no file yet.`
        : `implement the workstream “${workstream}”.`;
    case 'debugger':
      return 'mend what the validation of the phase has found.';
    case 'validator':
      return 'verify that the phase holds what it promises. What you change is thrown away.';
    case 'conflict_resolver':
      return 'resolve the conflicts of the merge that the folder is in the middle of.';
    case 'research':
      return `write ${plan.prp}, the plan of the phase.`;
    default:
      return `do the part of the role ${role}.`;
  }
}

function filesOf({ role, task, plan: { files } }: AgentMission): string[] {
  if (files.length === 0 || task === 'contract' || (role !== 'executor' && role !== 'debugger')) return [];
  const more = files.length > MAX_FILES ? ` and ${files.length - MAX_FILES} more, which the plan lists` : '';
  return [`Change only ${files.slice(0, MAX_FILES).join(', ')}${more}.`];
}
