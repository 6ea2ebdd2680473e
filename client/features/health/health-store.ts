import { EventEmitter, l10n, version, type Disposable, type Event } from 'vscode';
import { DoctorMethod, DoctorReport, type HealthFinding } from '#schemas/protocol/doctor.ts';
import { messageOf, ServerUnavailable } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { windowFolders } from '../../ui/window-folders.ts';

/** What the last look at this machine has found. Nothing is looked at before somebody asks. */
export interface HealthStore extends Disposable {
  /** Null before the first look. */
  readonly current: DoctorReport | null;
  readonly onChanged: Event<DoctorReport>;
  /** Resolves when all of it is there. A look that is under way is not begun again. */
  look(): Promise<DoctorReport>;
  finding(id: string): HealthFinding | undefined;
}

export function createHealthStore({ link, context }: Services): HealthStore {
  const changes = new EventEmitter<DoctorReport>();
  let current: DoctorReport | null = null;
  let underWay: Promise<DoctorReport> | null = null;
  const look = async (): Promise<DoctorReport> => {
    const own = aboutVsCode(version, String(context.extension.packageJSON.engines?.vscode));
    const { at, findings } = await askServer(link);
    current = { at, findings: [own, ...findings] };
    changes.fire(current);
    return current;
  };
  return {
    get current() {
      return current;
    },
    onChanged: changes.event,
    look: () => (underWay ??= look().finally(() => (underWay = null))),
    finding: (id) => current?.findings.find((one) => one.id === id),
    dispose: () => changes.dispose(),
  };
}

/** That no server answers is a finding like any other. */
async function askServer(link: Services['link']): Promise<DoctorReport> {
  try {
    return await link.request(DoctorMethod, DoctorReport, { folders: windowFolders() });
  } catch (error) {
    if (!(error instanceof ServerUnavailable)) throw error;
    const about = {
      id: 'server',
      title: l10n.t('Server'),
      state: 'problem',
      todo: null,
      command: null,
      file: null,
    } as const;
    return { at: Date.now(), findings: [{ ...about, text: messageOf(error) }] };
  }
}

/** `engine` is `^1.101.0`; VS Code itself keeps the extension out of an older one, but a fork may not. */
export function aboutVsCode(running: string, engine: string): HealthFinding {
  const about = { id: 'vscode', title: 'VS Code', command: null, file: null };
  const needed = engine.replace(/^\^/, '');
  const [have, need] = [running, needed].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  const [major = 0, minor = 0] = have ?? [];
  const [leastMajor = 0, leastMinor = 0] = need ?? [];
  const isNew = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (isNew) return { ...about, state: 'ok', text: l10n.t('VS Code {0}.', running), todo: null };
  return {
    ...about,
    state: 'problem',
    text: l10n.t('VS Code {0} is too old.', running),
    todo: l10n.t('Update it to {0} or newer.', needed),
  };
}
