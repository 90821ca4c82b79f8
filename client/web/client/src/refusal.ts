import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { type GridHeader, GridHeaderSchema, type LimitBreach, LimitBreachSchema } from "./gen/mesogrid/v1/grid_pb.js";

/** What the server, or the way to it, says of a call that has no answer. */
export interface Refusal {
  /** Code of the status; Unavailable too where no server answers. */
  code: Code;
  /** Stable reason, such as "SELF_INTERSECTION" or "HARD_LIMIT"; empty where the refusal is none of mesogrid's. */
  reason: string;
  /** Sentence for people. */
  text: string;
  /** Path of the field at fault, such as "spec.outline.polygons[0].shell.x_um[17]"; empty: the request itself. */
  field: string;
  /** Where it is, um. */
  place?: { x: number; y: number };
  /** Index of the point at fault. */
  point?: number;
  /** Hard limits that the plan breaks. */
  breaches: LimitBreach[];
  /** Header that the plan would have had, beyond a hard limit. */
  header?: GridHeader;
  /** Milliseconds to wait, where the server has too much to do. */
  retryAfter?: number;
}

/** refusal reads an error that a call of a client has thrown. */
export function refusal(error: unknown): Refusal {
  const e = ConnectError.from(error);
  const info = e.findDetails(ErrorInfoSchema)[0];
  const violation = e.findDetails(BadRequestSchema)[0]?.fieldViolations[0];
  const delay = e.findDetails(RetryInfoSchema)[0]?.retryDelay;
  const { x_um: x, y_um: y, point } = info?.metadata ?? {};
  return {
    code: e.cause instanceof TypeError ? Code.Unavailable : e.code, // fetch says so of what it cannot reach
    reason: info?.reason ?? "",
    text: e.rawMessage,
    field: violation?.field ?? "",
    place: x !== undefined && y !== undefined ? { x: Number(x), y: Number(y) } : undefined,
    point: point === undefined ? undefined : Number(point),
    breaches: e.findDetails(LimitBreachSchema),
    header: e.findDetails(GridHeaderSchema)[0],
    retryAfter: delay && Number(delay.seconds) * 1_000 + delay.nanos / 1e6,
  };
}
