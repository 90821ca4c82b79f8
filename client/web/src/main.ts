import "./style/base.css";
import { gridClient } from "@mesogrid/client";
import { mountActions } from "./actions.ts";
import { byId } from "./dom.ts";
import { keptPlan, mountKeep } from "./keep.ts";
import { emptyPlan } from "./plan.ts";
import { Asker, listProtocols } from "./server.ts";
import { Store } from "./store.ts";

const kept = keptPlan();
const store = new Store(kept.plan ?? emptyPlan);
// The page and the service are one server; this keeps working under a path of a proxy.
const url = new URL(".", location.href).href.replace(/\/$/, "");
const asker = new Asker(store, gridClient(url));

mountKeep(store);
mountActions(byId("actions"), store, { url, blank: emptyPlan });

store.listen(({ notice }) => {
  byId("notice").textContent = notice;
});

listProtocols(url).then(
  (protocols) => store.view({ protocols }),
  () => store.view({ notice: "The protocols could not be fetched." }),
);
store.view({ notice: kept.notice });
asker.ask(store.state.plan);
