import { TaskStatus, type TaskDraft, type TaskMove, type TaskView } from '#schemas/protocol/tasks.ts';
import type { WrittenTask } from '../store/task-store.ts';

/** A task that a person wrote down, as everybody sees it. */
export function viewOfWritten(task: WrittenTask): TaskView {
  const { id, project, title, status, cameFrom, priority, role, tags, dependsOn, evidence, updatedAt } = task;
  return {
    id,
    project,
    title,
    role,
    status,
    priority,
    tags,
    dependsOn,
    evidence,
    updatedAt,
    origin: 'person',
    run: null,
    waitsFor: [],
    phase: null,
    workstream: null,
    machine: null,
    attempts: 0,
    comments: 0,
    moves: movesFrom(status, cameFrom),
    rank: 0,
  };
}

/** A person's own task goes wherever they say; what stands in the way of one should be said. */
function movesFrom(status: TaskStatus, cameFrom: TaskStatus): TaskMove[] {
  const places = [cameFrom, ...TaskStatus.options.filter((one) => one !== cameFrom)].filter((one) => one !== status);
  return places.map((to) => ({ to, verb: null, needs: to === 'blocked' ? 'reason' : null }));
}

/** One line, because it stands in lists. */
export const oneLine = (title: string): string => title.replaceAll(/\s+/g, ' ').trim();

/** What a change was, for the history: `priority: medium → high; tags: none → ui`. */
export function describeChange(
  before: WrittenTask,
  after: WrittenTask,
  description: { readonly before: string; readonly after: string },
): string {
  const fields = ['title', 'priority', 'role', 'tags', 'dependsOn'] as const satisfies readonly (keyof TaskDraft)[];
  const changes = fields.flatMap((field) => {
    const [was, is] = [wordsOf(before[field]), wordsOf(after[field])];
    return was === is ? [] : [`${FIELD_WORDS[field]}: ${was} → ${is}`];
  });
  return [...changes, ...(description.before === description.after ? [] : ['description'])].join('; ');
}

const FIELD_WORDS = {
  title: 'title',
  priority: 'priority',
  role: 'role',
  tags: 'tags',
  dependsOn: 'waits for',
} as const;

const wordsOf = (value: string | readonly string[] | null): string =>
  (typeof value === 'string' ? value : (value ?? []).join(', ')) || 'none';
