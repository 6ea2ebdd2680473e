/** How long a person rests before what is scrolled to is kept. */
const REST_MS = 150;

export interface Place {
  /** Pixels from the top. */
  readonly scroll: number;
  /** Id of an element. */
  readonly focus: string | null;
}

export interface Whereabouts {
  /** To be called after every drawing: goes on towards the place until it is reached or the person moves. */
  drawn(): void;
  goTo(place: Place): void;
}

/**
 * Keeps where the person is: how far the page is scrolled and what has the focus. What is drawn later may make the page
 * high enough only then, so a place is gone to as often as something is drawn.
 */
export function watchWhereabouts(keep: (place: Partial<Place>) => void): Whereabouts {
  let wanted: Place | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moveOn = (): void => {
    wanted = null;
  };
  for (const type of ['wheel', 'keydown', 'pointerdown']) addEventListener(type, moveOn, { passive: true });
  addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (wanted === null) keep({ scroll: Math.round(scrollY) });
    }, REST_MS);
  });
  addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) keep({ focus: target.id === '' ? null : target.id });
  });
  const go = (): void => {
    if (wanted === null) return;
    const { scroll, focus } = wanted;
    const element = focus === null ? null : document.getElementById(focus);
    // A page in the background must not take the keyboard from the editor.
    if (element !== null && document.activeElement !== element && document.hasFocus()) {
      element.focus({ preventScroll: true });
    }
    scrollTo({ top: scroll, behavior: 'instant' });
    if (Math.abs(scrollY - scroll) < 2 && (focus === null || document.activeElement === element)) wanted = null;
  };
  addEventListener('focus', go);
  return {
    drawn: go,
    goTo: (place) => {
      wanted = place;
    },
  };
}
