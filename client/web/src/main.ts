import "./style/base.css";
import { gridClient } from "@mesogrid/client";
import { mountBoard } from "./board/board.ts";
import { byId } from "./dom.ts";
import { mountDots } from "./dots/dots.ts";
import { mountLegend } from "./dots/legend.ts";
import { mountPlayer } from "./dots/player.ts";
import { mountActions } from "./files/actions.ts";
import { mountAddress, startOf } from "./files/address.ts";
import { keptPlan, mountKeep } from "./files/keep.ts";
import { focusField, mountForm } from "./form/form.ts";
import { startPlan } from "./plan/start.ts";
import { mountBanner } from "./results/banner.ts";
import { mountSheet } from "./results/sheet.ts";
import { Asker, fetchProtocols, listProtocols } from "./server.ts";
import { Store } from "./store.ts";
import { mountTable } from "./table/table.ts";

const kept = keptPlan();
const start = startOf(kept.plan, location.hash);
const store = new Store(start.plan);
// The page and the service are one server; this keeps working under a path of a proxy.
const url = new URL(".", location.href).href.replace(/\/$/, "");
const asker = new Asker(store, gridClient(url));

mountActions(byId("actions"), store, { url, blank: startPlan });
mountForm(byId("form"), store);
mountDots(mountBoard(store), store);
mountPlayer(byId("player"), store);
mountBanner(byId("state"), store, { focusField, askNow: () => asker.ask(store.state.plan) });
mountSheet(byId("sheet"), store, { focusField });
mountLegend(byId("legend"), store);
mountTable(byId("table"), store);
mountKeep(store);
mountAddress(store);

store.listen(({ notice }) => {
  byId("notice").textContent = notice;
});
store.view({ notice: [kept.notice, start.notice].filter(Boolean).join(" ") });

void fetchProtocols(store, () => listProtocols(url));
asker.ask(store.state.plan);
