import "./style/base.css";
import { gridClient } from "@mesogrid/client";
import { mountBanner } from "./banner.ts";
import { byId } from "./dom.ts";
import { emptyPlan } from "./plan.ts";
import { Asker, listProtocols } from "./server.ts";
import { mountSheet } from "./sheet.ts";
import { Store } from "./store.ts";
import { mountTable } from "./table.ts";

const store = new Store(emptyPlan);
// The page and the service are one server; this keeps working under a path of a proxy.
const url = new URL(".", location.href).href.replace(/\/$/, "");
const asker = new Asker(store, gridClient(url));

const focusField = () => false; // the form's, once it is there
mountBanner(byId("state"), store, { focusField, askNow: () => asker.ask(store.state.plan) });
mountSheet(byId("sheet"), store, { focusField });
mountTable(byId("table"), store);

store.listen(({ notice }) => {
  byId("notice").textContent = notice;
});

listProtocols(url).then(
  (protocols) => store.view({ protocols }),
  () => store.view({ notice: "The protocols could not be fetched." }),
);
asker.ask(store.state.plan);
