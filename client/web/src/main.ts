import "./style/base.css";
import { gridClient } from "@mesogrid/client";
import { byId } from "./dom.ts";
import { emptyPlan } from "./plan.ts";
import { Asker, listProtocols } from "./server.ts";
import { Store } from "./store.ts";

const store = new Store(emptyPlan);
// The page and the service are one server; this keeps working under a path of a proxy.
const url = new URL(".", location.href).href.replace(/\/$/, "");
const asker = new Asker(store, gridClient(url));

store.listen(({ notice }) => {
  byId("notice").textContent = notice;
});

listProtocols(url).then(
  (protocols) => store.view({ protocols }),
  () => store.view({ notice: "The protocols could not be fetched." }),
);
asker.ask(store.state.plan);
