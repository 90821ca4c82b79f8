/** The question mark beside what may need explaining. */
import { h } from "../dom.ts";

/** helpButton shows and hides an explanation. */
export function helpButton(about: string, help: HTMLElement): HTMLButtonElement {
  return h(
    "button",
    {
      type: "button",
      class: "ask",
      "aria-label": `About ${about.toLowerCase()}`,
      "aria-expanded": "false",
      "aria-controls": help.id,
      onclick: (event: Event) => {
        help.hidden = !help.hidden;
        (event.currentTarget as HTMLElement).setAttribute("aria-expanded", String(!help.hidden));
      },
    },
    "?",
  );
}
