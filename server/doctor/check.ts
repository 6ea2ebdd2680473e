import type { AgentView } from '#schemas/protocol/agents.ts';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { HealthFinding, HealthState } from '#schemas/protocol/doctor.ts';
import type { ServerInfo } from '#schemas/protocol/handshake.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MachineConfig } from '#schemas/settings.ts';

/** What the running server alone can say. */
export interface ServerFacts {
  readonly info: ServerInfo;
  readonly rssBytes: number;
  /** As far as they can be found and asked for their version; of this project, or of none. */
  agents(root: string | null): Promise<readonly AgentView[]>;
  shared(): readonly CollabView[];
  runs(): readonly RunView[];
  /** Process groups that were started and not seen to end, without those of sessions that are under way. */
  processes(): number;
  /** What is wrong with the journal, in the database's words; null where it is too large to be looked at meanwhile. */
  journal(): readonly string[] | null;
}

/** What a check may look at. */
export interface DoctorContext {
  /** Absolute: CLUTCH_HOME, and the roots of the projects that are asked about. */
  readonly home: string;
  readonly roots: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Throws a `SettingsError` where it cannot be used. */
  machine(): MachineConfig;
  /** Null where none runs, or none can be started: `absence` says why. */
  readonly server: ServerFacts | null;
  readonly absence: string | null;
  /** What starts the probe of a shared folder, without the folder. */
  readonly probe: readonly string[];
}

export type Finding = Omit<HealthFinding, 'id' | 'title'> & { readonly id?: string };

/** Looks at one thing and changes nothing. */
export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  readonly limitMs: number;
  /** Must be over soon after `signal` is aborted; what it rejects with becomes an unknown state. */
  look(context: DoctorContext, signal: AbortSignal): Promise<readonly Finding[]>;
}

interface Help {
  /** Tells several findings of one check apart. */
  readonly id?: string;
  readonly todo?: string;
  readonly command?: string;
  readonly file?: string;
}

export function finding(state: HealthState, text: string, { id, todo, command, file }: Help = {}): Finding {
  return {
    ...(id === undefined ? {} : { id }),
    state,
    text,
    todo: todo ?? null,
    command: command ?? null,
    file: file ?? null,
  };
}

/** What a check says that only the server could answer. */
export const needsServer = (what: string): readonly Finding[] => [
  finding('unknown', `${what} is known to the server alone, and none answers.`, {
    todo: 'Start it, then look again.',
    command: 'clutch server start',
  }),
];
