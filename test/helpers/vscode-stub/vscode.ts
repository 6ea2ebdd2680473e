/** As much of `vscode` as commands need, played by a script: what the person picks and writes, and what was shown. */

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}
type Pick = (items: readonly Item[]) => Item | undefined;

export interface BoxOptions {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  validateInput(value: string): string | undefined;
}

export const person = {
  trusts: true,
  /** One per quick pick, in order; none left: Escape. */
  picks: new Array<Pick>(),
  /** One per input box, in order; none left: Escape. */
  words: new Array<string>(),
  /** What a button of a message does when it is offered. */
  presses: new Set<string>(),
  lists: new Array<readonly Item[]>(),
  boxes: new Array<BoxOptions>(),
  messages: new Array<string>(),
  documents: new Array<string>(),
  /** Folders that are chosen in dialogs, one per dialog; none left: Cancel. */
  chosen: new Array<string>(),
  /** Open in the window. */
  folders: new Array<string>(),
  executed: new Array<readonly unknown[]>(),
  statuses: new Array<string>(),
  copied: new Array<string>(),
  /** Ids of the extensions that are installed. */
  extensions: new Set<string>(),
};

export function freshPerson(): typeof person {
  person.trusts = true;
  person.presses.clear();
  person.extensions.clear();
  for (const list of Object.values(person)) if (Array.isArray(list)) list.length = 0;
  return person;
}

const message = (text: string, ...buttons: readonly string[]): Promise<string | undefined> => {
  person.messages.push(text);
  return Promise.resolve(buttons.find((button) => person.presses.has(button)));
};

/** What a person presses instead of answering. */
export const BACK = { label: 'Back' };

/** Once it is busy no more the person picks, goes back, or leaves. */
function createQuickPick() {
  const pressed = { button: (_button: unknown): void => {} };
  let items: readonly Item[] = [];
  const picker = {
    activeItems: new Array<Item>(),
    selectedItems: new Array<Item>(),
    get items() {
      return items;
    },
    set items(next) {
      items = next;
      person.lists.push(next);
    },
    busy: false,
    placeholder: '',
    buttons: new Array<unknown>(),
    onDidTriggerButton: (listener: (button: unknown) => void) => void (pressed.button = listener),
    accept: () => {},
    hide: () => {},
    onDidAccept: (listener: () => void) => void (picker.accept = listener),
    onDidHide: (listener: () => void) => void (picker.hide = listener),
    dispose: () => {},
    async show() {
      while (picker.busy) await new Promise((resolve) => setImmediate(resolve));
      const picked = person.picks.shift()?.(items);
      if (picked === BACK) return pressed.button(BACK);
      picker.selectedItems = picked ? [picked] : [];
      return picked ? picker.accept() : picker.hide();
    },
  };
  return picker;
}

/** The person writes the next words; without any left, they leave. */
function createInputBox() {
  const heard = { accept: () => {}, hide: () => {}, button: (_button: unknown): void => {} };
  const box = {
    value: '',
    prompt: '',
    validationMessage: '',
    buttons: new Array<unknown>(),
    onDidChangeValue: () => {},
    onDidTriggerButton: (listener: (button: unknown) => void) => void (heard.button = listener),
    onDidAccept: (listener: () => void) => void (heard.accept = listener),
    onDidHide: (listener: () => void) => void (heard.hide = listener),
    dispose: () => {},
    show() {
      const words = person.words.shift();
      if (words === undefined) return heard.hide();
      box.value = words;
      heard.accept();
      // VS Code keeps the box open while there is a problem; the person of the script gives up then.
      if (box.validationMessage !== '') heard.hide();
    },
  };
  return box;
}

export const QuickInputButtons = { Back: BACK };

export const window = {
  createQuickPick,
  createInputBox,
  showOpenDialog: () => {
    const chosen = person.chosen.shift();
    return Promise.resolve(chosen === undefined ? undefined : [{ fsPath: chosen }]);
  },
  showQuickPick: (items: readonly Item[]) => {
    person.lists.push(items);
    return Promise.resolve(person.picks.shift()?.(items));
  },
  showInputBox: (options: BoxOptions) => {
    person.boxes.push(options);
    const words = person.words.shift();
    // VS Code keeps the box open while there is a problem; the person of the script gives up then.
    return Promise.resolve(words === undefined || options.validateInput(words) !== undefined ? undefined : words);
  },
  showTextDocument: (uri: { path: string }) => Promise.resolve(void person.documents.push(uri.path)),
  setStatusBarMessage: (text: string) => void person.statuses.push(text),
  showInformationMessage: message,
  showWarningMessage: message,
  showErrorMessage: message,
};

export const workspace = {
  get isTrusted() {
    return person.trusts;
  },
  textDocuments: [],
  get workspaceFolders() {
    return person.folders.length === 0
      ? undefined
      : person.folders.map((fsPath) => ({ uri: { fsPath, scheme: 'file' } }));
  },
};

export const commands = {
  executeCommand: (...call: readonly unknown[]) => Promise.resolve(void person.executed.push(call)),
};

export const env = {
  clipboard: { writeText: (text: string) => Promise.resolve(void person.copied.push(text)) },
};

export const extensions = {
  getExtension: (id: string) => (person.extensions.has(id) ? { id } : undefined),
};

export const l10n = {
  t: (text: string, ...values: readonly unknown[]) =>
    text.replaceAll(/\{(\d+)\}/g, (_all, index: string) => String(values[Number(index)])),
};

export const Uri = {
  from: (parts: { scheme: string; path: string }) => ({ ...parts, toString: () => `${parts.scheme}:${parts.path}` }),
  file: (path: string) => ({ scheme: 'file', path }),
};

export class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
}

export const Range = Object;

export const version = '1.139.0';
export const QuickPickItemKind = { Separator: -1, Default: 0 };

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => void this.#listeners.delete(listener));
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}
