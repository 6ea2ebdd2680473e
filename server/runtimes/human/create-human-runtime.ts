import { AgentError, type AgentAnswer, type AgentMission, type AgentRuntime } from '../../engine/ports.ts';
import { optionsFor, reportOf } from './answers.ts';
import { titleOf } from './task.ts';

/** The question is kept with the run for as long as that is kept. */
const MAX_INPUT = 32_768;

/**
 * A person who does a mission by hand, in the worktree where an agent would have worked. There is no process: the
 * mission is one question that stands until it is answered, in days if need be, and the answer becomes the report that
 * an agent would have given. After a restart the same question stands again, and the folder is as the person left it.
 */
export function createHumanRuntime(name = 'human'): AgentRuntime {
  return {
    name,
    resumes: 'in-place',
    async run(mission) {
      const answer = await askPerson(name, mission);
      const text = reportOf(mission, answer);
      if (text === null) {
        throw new AgentError(
          'protocol',
          `The answer “${answer.option}” is none that ${name} was offered; answer again.`,
        );
      }
      mission.onEvent({ type: 'text', text });
      return { stopReason: 'end_turn', text };
    },
  };
}

/** Rejects as soon as the mission is ended, whatever becomes of the question. */
async function askPerson(name: string, mission: AgentMission): Promise<AgentAnswer> {
  const aborted = Promise.withResolvers<null>();
  const abort = () => aborted.resolve(null);
  mission.signal.addEventListener('abort', abort, { once: true });
  if (mission.signal.aborted) abort();
  try {
    const answer = mission.signal.aborted
      ? null
      : await Promise.race([mission.ask(questionOf(mission)), aborted.promise]);
    if (answer === null) throw new AgentError('aborted', `What ${name} was asked is no longer needed.`);
    return answer;
  } finally {
    mission.signal.removeEventListener('abort', abort);
  }
}

function questionOf(mission: AgentMission): Parameters<AgentMission['ask']>[0] {
  return {
    title: titleOf(mission),
    kind: 'question',
    command: null,
    paths: [],
    urls: [],
    input: mission.prompt.slice(0, MAX_INPUT),
    options: optionsFor(mission).map(({ id, label, needs }) => ({ id, label, kind: null, needs })),
  };
}
