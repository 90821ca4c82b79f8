/** What of a field is one step of undo. */

let gestures = 0;

/**
 * gestureOf is what joins the edits of a control into one step of undo while it keeps the focus: a name that no other control
 * has, nor the same one after it was left, nor one that is made anew in its place.
 */
export function gestureOf(control: EventTarget): () => string {
  let gesture = 0;
  control.addEventListener("focus", () => {
    gestures += 1;
    gesture = gestures;
  });
  return () => `field ${gesture}`;
}
