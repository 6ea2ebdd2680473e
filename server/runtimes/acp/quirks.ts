/** Where agents differ, as data. */
export interface AcpQuirks {
  /** From its start until it can take a prompt; wrappers that fetch a package first need minutes. */
  readonly startupMs: number;
  /** How long it may take to end a turn that was cancelled. */
  readonly cancelMs: number;
  /** How long it may take to leave by itself when its input ends, and again between SIGTERM and SIGKILL. */
  readonly leaveMs: number;
}

export const usualQuirks: AcpQuirks = { startupMs: 60_000, cancelMs: 2_000, leaveMs: 2_000 };
