/** Hands the pointer's events of the map to the tool of now. */

import PointerInteraction from "ol/interaction/Pointer.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import type { Handler, Press } from "./scene.ts";

/** How far away a thing may be and still be meant, or snapped to, px: for a mouse or pen, and for a finger. */
const mouse = { reach: 8, snapReach: 10 };
const finger = { reach: 24, snapReach: 16 };

/** pointer is that interaction; while panning() the plane moves, whatever the tool. */
export function pointer(handler: () => Handler, panning: () => boolean): PointerInteraction {
  const press = ({ coordinate, originalEvent, map }: MapBrowserEvent): Press => {
    const { reach, snapReach } = (originalEvent as PointerEvent).pointerType === "touch" ? finger : mouse;
    const resolution = map.getView().getResolution() ?? 1;
    return {
      x: coordinate[0]!,
      y: coordinate[1]!,
      reach: reach * resolution,
      snapReach: snapReach * resolution,
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
