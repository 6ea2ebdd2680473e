import type { AgentAnswer, AgentRequest } from '../../engine/ports.ts';

const MAX_LABEL = 300;
const OWN_WORDS = 'own-words';

/** A question that an agent puts to a person. */
export interface AgentQuestion {
  readonly question: string;
  readonly options: readonly { readonly label: string; readonly description?: string | undefined }[];
}

/**
 * Puts questions to a person, one after the other. Resolves to the label that was chosen for each, or to the person's
 * own words; null when the mission was ended meanwhile.
 */
export async function askQuestions(
  questions: readonly AgentQuestion[],
  ask: (request: AgentRequest) => Promise<AgentAnswer | null>,
): Promise<readonly string[] | null> {
  const answers: string[] = [];
  for (const question of questions) {
    const answer = await ask(requestOf(question));
    if (answer === null) return null;
    answers.push(answer.text ?? question.options[Number(answer.option)]?.label ?? '');
  }
  return answers;
}

function requestOf({ question, options }: AgentQuestion): AgentRequest {
  return {
    title: question,
    kind: 'question',
    command: null,
    paths: [],
    urls: [],
    input: '',
    options: [
      ...options.map(({ label, description }, index) => ({
        id: String(index),
        label: (description === undefined ? label : `${label}: ${description}`).slice(0, MAX_LABEL),
        kind: null,
      })),
      { id: OWN_WORDS, label: 'Something else', kind: null, needs: 'guidance' as const },
    ],
  };
}
