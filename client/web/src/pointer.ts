/** Hands the pointer's events of the map to the tool of now. */

import PointerInteraction from "ol/interaction/Pointer.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import type { Handler, Press } from "./scene.ts";

/** How far away a thing may be and still be meant, px: a mouse, and a finger. */
const mouseReach = 8;
const fingerReach = 24;

/** pointer is that interaction; while panning() the plane moves, whatever the tool. */
export function pointer(handler: () => Handler, panning: () => boolean): PointerInteraction {
  const press = ({ coordinate, originalEvent, map }: MapBrowserEvent): Press => {
    const finger = (originalEvent as PointerEvent).pointerType === "touch";
    const resolution = map.getView().getResolution() ?? 1;
    return {
      x: coordinate[0]!,
      y: coordinate[1]!,
      reach: (finger ? fingerReach : mouseReach) * resolution,
      shift: (originalEvent as PointerEvent).shiftKey,
    };
  };
  const interaction = new PointerInteraction({
    handleDownEvent(event) {
      const { button } = event.originalEvent as PointerEvent;
      if (button !== 0 || panning() || event.activePointers!.length > 1) return false;
      return handler().down?.(press(event)) ?? false;
    },
    handleDragEvent: (event) => handler().drag?.(press(event)),
    handleUpEvent(event) {
      handler().up?.(press(event));
      return false;
    },
    handleMoveEvent: (event) => handler().move?.(press(event)),
  });
  const handle = interaction.handleEvent.bind(interaction);
  interaction.handleEvent = (event) => {
    if (event.type === "click" && !panning()) handler().click?.(press(event as MapBrowserEvent));
    return handle(event as MapBrowserEvent);
  };
  return interaction;
}
