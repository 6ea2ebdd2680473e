import { QuickInputButtons, window, type Disposable, type QuickPickItem } from 'vscode';

/** Where one question stands among those that are asked after each other. */
export interface StepPlace {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly total: number;
}

/** What came of a question: an answer, or the person goes back, or leaves. */
export type StepAnswer<Answer> = { readonly answer: Answer } | 'back' | 'leave';

/** Asks one question of several. It resolves to `null` where nothing changes, and is asked again where it says so. */
export type Step<Answers> = (answers: Answers, place: StepPlace) => Promise<StepAnswer<Partial<Answers>>>;

/**
 * Asks the questions in their order. Back goes to the one before with what was answered so far. Undefined when the person
 * left.
 */
export async function askSteps<Answers extends object>(
  title: string,
  steps: readonly Step<Answers>[],
  before: Answers,
): Promise<Answers | undefined> {
  let answers = before;
  for (let index = 0; index < steps.length;) {
    const ask = steps[index];
    const said = await ask?.(answers, { title, step: index + 1, total: steps.length });
    if (said === undefined || said === 'leave') return undefined;
    if (said === 'back') index = Math.max(0, index - 1);
    else {
      answers = { ...answers, ...said.answer };
      index += 1;
    }
  }
  return answers;
}

/** One of several. `active` is in front at first. */
export function pickStep<Item extends QuickPickItem>(
  place: StepPlace,
  placeholder: string,
  items: readonly Item[],
  active?: Item,
): Promise<StepAnswer<Item>> {
  const picker = window.createQuickPick<Item>();
  picker.placeholder = placeholder;
  picker.items = items;
  if (active !== undefined) picker.activeItems = [active];
  return asked(picker, place, () => picker.selectedItems[0]);
}

/** A line of text, which is checked while it is written. */
export function writeStep(
  place: StepPlace,
  prompt: string,
  value: string,
  problemWith: (text: string) => string | undefined,
): Promise<StepAnswer<string>> {
  const box = window.createInputBox();
  box.prompt = prompt;
  box.value = value;
  const check = (): void => void (box.validationMessage = problemWith(box.value) ?? '');
  box.onDidChangeValue(check);
  return asked(box, place, () => {
    check();
    return problemWith(box.value) === undefined ? box.value : undefined;
  });
}

/** What the two kinds of input have in common. */
interface Input extends Disposable {
  title: string | undefined;
  step: number | undefined;
  totalSteps: number | undefined;
  ignoreFocusOut: boolean;
  buttons: readonly (typeof QuickInputButtons.Back)[];
  onDidTriggerButton(listener: (button: unknown) => void): unknown;
  onDidAccept(listener: () => void): unknown;
  onDidHide(listener: () => void): unknown;
  show(): void;
}

/** `read` gives undefined as long as what was entered is no answer. */
function asked<Answer>(
  input: Input,
  { title, step, total }: StepPlace,
  read: () => Answer | undefined,
): Promise<StepAnswer<Answer>> {
  Object.assign(input, { title, step, totalSteps: total, ignoreFocusOut: true });
  input.buttons = step > 1 ? [QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    const end = (said: StepAnswer<Answer>): void => {
      resolve(said);
      input.dispose();
    };
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) end('back');
    });
    input.onDidAccept(() => {
      const answer = read();
      if (answer !== undefined) end({ answer });
    });
    // Disposing hides it too, and then it is settled already.
    input.onDidHide(() => end('leave'));
    input.show();
  });
}
