/** How a status looks. Each has a shape and a word of its own, so that colour only repeats what they say. */
export interface Look {
  readonly icon: string;
  readonly tone: 'good' | 'bad' | 'active' | 'attention' | 'quiet';
  readonly words: string;
}

const looks = {
  running: { icon: 'play-circle', tone: 'active', words: 'running' },
  waiting: { icon: 'bell-dot', tone: 'attention', words: 'waiting for you' },
  stopped: { icon: 'debug-pause', tone: 'quiet', words: 'stopped' },
  failed: { icon: 'error', tone: 'bad', words: 'failed' },
  completed: { icon: 'pass-filled', tone: 'good', words: 'completed' },
  pending: { icon: 'circle-large-outline', tone: 'quiet', words: 'pending' },
  'in-progress': { icon: 'play-circle', tone: 'active', words: 'in progress' },
} as const satisfies Record<string, Look>;

export const lookOf = (status: keyof typeof looks): Look => looks[status];
