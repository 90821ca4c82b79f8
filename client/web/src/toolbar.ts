/** The toolbar pattern of ARIA: one stop of the Tab key, and arrow keys within. */

const controls = "button, a[href], select, input, summary";

/** roving has the arrow keys, Home and End move the focus among what is in the toolbar, now and later; menus are not in it. */
export function roving(toolbar: HTMLElement): void {
  let last: HTMLElement | null = null;
  const usable = () =>
    [...toolbar.querySelectorAll<HTMLElement>(controls)].filter((e) => !e.matches(":disabled, [hidden], [popover] *"));

  const stop = () => {
    const all = usable();
    const one = last && all.includes(last) ? last : all[0];
    for (const e of all) if (e.tabIndex !== (e === one ? 0 : -1)) e.tabIndex = e === one ? 0 : -1;
  };

  toolbar.addEventListener("focusin", ({ target }) => {
    if (!usable().includes(target as HTMLElement)) return;
    last = target as HTMLElement;
    stop();
  });
  toolbar.addEventListener("keydown", (event) => {
    const all = usable();
    const now = all.indexOf(event.target as HTMLElement);
    const n = all.length;
    const to = { ArrowRight: (now + 1) % n, ArrowLeft: (now + n - 1) % n, Home: 0, End: n - 1 }[event.key];
    // Arrow keys of a text field, a list or a slider are its own.
    if (now < 0 || to === undefined || (event.target as HTMLElement).matches("select, input:not([type=checkbox])"))
      return;
    event.preventDefault();
    all[to]?.focus();
  });
  new MutationObserver(stop).observe(toolbar, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled", "hidden"],
  });
  stop();
}
