/** Something that is so, and what shows it: `npm test`, `package.json has the script "test"`. */
export interface Fact {
  readonly value: string;
  readonly evidence: string;
}

/** What a repository shows of itself, for those who plan its next step. */
export interface RepositoryFacts {
  /** The name of its folder. */
  readonly folder: string;
  /** Languages and frameworks, the most telling first. */
  readonly technologies: readonly Fact[];
  readonly test: Fact | null;
  readonly lint: Fact | null;
  readonly typeCheck: Fact | null;
  readonly build: Fact | null;
  /** How many source files it has, and who counted. */
  readonly sources: number;
  readonly files: number;
  readonly countedBy: 'git' | 'walk';
  /** Whether it is under git. */
  readonly git: boolean;
  /** What its README, or its manifest, says that it is. */
  readonly about: Fact | null;
}

export const noFacts: RepositoryFacts = {
  folder: '',
  technologies: [],
  test: null,
  lint: null,
  typeCheck: null,
  build: null,
  sources: 0,
  files: 0,
  countedBy: 'walk',
  git: false,
  about: null,
};

/** Whether there is anything that a plan would build on; a manifest alone says so too. */
export const hasCode = ({ sources, technologies }: RepositoryFacts): boolean => sources > 0 || technologies.length > 0;
