/** What tools do to the photograph under the drawing. Pure; its place and scale are no part of what the server is asked. */
import type { Photo, Plan } from "../plan/plan.ts";
import type { Xy } from "../plan/shapes.ts";

/** movedPhoto displaces it, um. */
export function movedPhoto(plan: Plan, from: Photo | null, dx: number, dy: number): Plan {
  return plan.photo && from ? { ...plan, photo: { ...plan.photo, x: from.x + dx, y: from.y + dy } } : plan;
}

/** scaledPhoto has the places a and b lie the known distance, um, apart; what is at a stays there. */
export function scaledPhoto(plan: Plan, a: Xy, b: Xy, known: number): Plan {
  const { photo } = plan;
  const now = Math.hypot(b.x - a.x, b.y - a.y);
  if (!photo || now === 0) return plan;
  const k = known / now;
  return {
    ...plan,
    photo: {
      ...photo,
      x: a.x - (a.x - photo.x) * k,
      y: a.y - (a.y - photo.y) * k,
      umPerPixel: photo.umPerPixel * k,
      scaled: true,
    },
  };
}
