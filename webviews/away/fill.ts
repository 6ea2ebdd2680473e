import { movedCaret } from './caret.ts';

type Fillable = HTMLTextAreaElement | HTMLInputElement;

/** Gives a field a value and leaves the caret of the person who is in it between the same words. */
export function fill(element: Element | undefined, value: string): void {
  if (!isFillable(element) || element.value === value) return;
  if (document.activeElement !== element || element.selectionStart === null) {
    // A date that is being entered part by part has no value yet.
    if (document.activeElement !== element || element.type === 'textarea') element.value = value;
    return;
  }
  const { value: old, selectionStart, selectionEnd, selectionDirection, scrollTop } = element;
  const move = (at: number): number => movedCaret(old, value, at);
  const [start, end] = [move(selectionStart), move(selectionEnd ?? selectionStart)];
  element.value = value;
  element.setSelectionRange(start, end, selectionDirection ?? 'none');
  element.scrollTop = scrollTop;
}

const isFillable = (element: Element | undefined): element is Fillable =>
  element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
