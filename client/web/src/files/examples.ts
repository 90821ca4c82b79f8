/** Plans to begin with, on the outlines that come with the command mesogrid. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { type GridSpecSchema, Order, Pattern } from "@mesogrid/client";
import faceUrl from "../../../mesogrid/examples/face.geojson?url";
import scalpUrl from "../../../mesogrid/examples/scalp.geojson?url";
import submentalUrl from "../../../mesogrid/examples/submental.geojson?url";
import thighUrl from "../../../mesogrid/examples/thigh.geojson?url";

export interface Example {
  readonly name: string;
  /** Where its outline is. */
  readonly url: string;
  /** Its plan but for the outline. */
  readonly spec: MessageInitShape<typeof GridSpecSchema>;
}

/** The numbers show what a plan can say; they advise nothing. */
export const examples: readonly Example[] = [
  {
    name: "Thigh, triangles of 3 mm",
    url: thighUrl,
    spec: {
      pattern: Pattern.TRIANGULAR,
      spacingUm: 3_000,
      angleMdeg: 17_000,
      marginUm: 2_000,
      dosing: { rule: { case: "pointNl", value: 5_000 } },
    },
  },
  {
    name: "Face, with keep-outs",
    url: faceUrl,
    spec: {
      pattern: Pattern.SQUARE,
      spacingUm: 10_000,
      marginUm: 3_000,
      dosing: { rule: { case: "pointNl", value: 20_000 } },
    },
  },
  {
    name: "Submental area, by a protocol",
    url: submentalUrl,
    spec: {
      protocol: "deoxycholate-submental",
      marginUm: 5_000,
      injector: { stepNl: 10_000, reservoirNl: 1_000_000n, deadVolumeNl: 50_000n },
    },
  },
  {
    name: "Scalp, best fit and shortest way",
    url: scalpUrl,
    spec: {
      pattern: Pattern.TRIANGULAR,
      spacingUm: 10_000,
      marginUm: 5_000,
      order: Order.SHORTEST,
      placement: { case: "bestFit", value: {} },
      dosing: { rule: { case: "totalNl", value: 4_000_000n } },
      injector: { stepNl: 1_000 },
    },
  },
];
