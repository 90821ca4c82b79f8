/**
 * The plane of the drawing: an OpenLayers map whose coordinates are um, x to the right and y up, as the contract's are. So
 * what is drawn is what is asked, without a conversion to round.
 */
import OlMap from "ol/Map.js";
import Projection from "ol/proj/Projection.js";
import View from "ol/View.js";

/** 268 m either way: as far as the contract lets outlines reach. */
const reach = 2 ** 28;

export const plane = new Projection({
  code: "mesogrid:um",
  units: "m",
  metersPerUnit: 1e-6,
  extent: [-reach, -reach, reach, reach],
});

/** createMap makes the map; resolutions are um per pixel of CSS. */
export function createMap(target: HTMLElement): OlMap {
  return new OlMap({
    target,
    controls: [],
    interactions: [],
    // Fingers tremble: what moves less is a tap.
    moveTolerance: 4,
    view: new View({
      projection: plane,
      center: [0, 0],
      resolution: 300,
      minResolution: 0.5,
      maxResolution: 1_000_000,
      enableRotation: false,
    }),
  });
}
