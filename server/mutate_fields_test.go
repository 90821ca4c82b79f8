package server_test

// row is what the contract says of one field by itself. What it says of a field beside others stands in oracle.
type row struct {
	says string // the words; "silent" where the contract has none and the row has a bound, with where it comes from

	// The range of a number, either way where it is signed; most 0: that of its type. 0 is below least, and allowed where
	// unset says so. Of a text: its bytes.
	least, most uint64
	unset       bool
	enum        int                 // numbers below are known
	text        func(string) string // what is wrong with it

	// Numbers next to which something else may happen.
	edges []uint64
}

// contract has a row for each field that a request can have. A field without one fails the test.
var contract = map[string]row{
	"GenerateGridRequest.spec":        {says: "The plan to compute."},
	"GenerateGridRequest.omit_points": {says: "True: answer with header and report only."},
	"StreamGridRequest.spec":          {says: "What to compute; required."},
	"StreamGridRequest.first_point":   {says: "at most the number of points"},
	"StreamGridRequest.chunk_points":  {says: "at most 65,536; 0: 2,048", most: 65_536, unset: true},
	"StreamGridRequest.expect":        {says: "Where this server's grid has another one, it answers ABORTED. Absent: any grid will do."},
	"GridKey.point_count":             {says: "Number of points in the grid."},
	"GridKey.crc32c":                  {says: "CRC-32C as described above."},
	"GridKey.revision":                {says: "Revision of the algorithm"},

	"GridSpec.outline":      {says: "Absent only with PATTERN_NONE."},
	"GridSpec.pattern":      {says: "required; PATTERN_UNSPECIFIED: an error", enum: 4},
	"GridSpec.spacing_um":   {says: "20 um to 100,000 um; refused with PATTERN_NONE", least: 20, most: 100_000, unset: true},
	"GridSpec.angle_mdeg":   {says: "-360,000 to 360,000 mdeg; absent: 0. Refused with lattice and with PATTERN_NONE", most: 360_000},
	"GridSpec.centred":      {says: "Phase of the lattice; refused with PATTERN_NONE"},
	"GridSpec.origin":       {says: "Phase of the lattice; refused with PATTERN_NONE"},
	"GridSpec.best_fit":     {says: "Phase of the lattice; refused with PATTERN_NONE"},
	"GridSpec.lattice":      {says: "Phase of the lattice; refused with PATTERN_NONE"},
	"GridSpec.margin_um":    {says: "0 to 1,000,000 um", most: 1_000_000},
	"GridSpec.order":        {says: "absent: serpentine", enum: 3},
	"GridSpec.fixed_points": {says: "must be members of the region"},
	"GridSpec.dosing":       {says: "absent: every volume is 0"},
	"GridSpec.depth":        {says: "absent: not said"},
	"GridSpec.injector":     {says: "absent: a step of 1 nL, and no bounds"},
	"GridSpec.protocol":     {says: "Name of a protocol of this server; empty: none"},
	"GridSpec.limits":       {says: "every one of them holds"},
	"GridSpec.body_mass_g":  {says: "300 to 700,000 g; 0: not said", least: 300, most: 700_000, unset: true},
	"GridSpec.delivered":    {says: "What was given before"},

	"Outline.polygons":  {says: "Areas to treat, valid together by the OGC rules"},
	"Outline.keep_outs": {says: "Areas to leave out"},
	"Polygon.shell":     {says: "Outer ring."},
	"Polygon.holes":     {says: "Inner rings."},
	"Ring.x_um":         {says: "columns of one length; each side of the box around all rings is below 2^29 um", edges: []uint64{1<<29 - 1}},
	"Ring.y_um":         {says: "columns of one length; each side of the box around all rings is below 2^29 um", edges: []uint64{1<<29 - 1}},
	"KeepOut.polygon":   {says: "a valid polygon by itself"},
	"KeepOut.margin_um": {says: "0 to 1,000,000 um", most: 1_000_000},
	"KeepOut.name":      {says: "may be empty; silent on its length, 100 B by server/limits.go", most: 100},

	"Origin.x_um":           {says: "a place, whether or not it is a member"},
	"Origin.y_um":           {says: "a place, whether or not it is a member"},
	"BestFit.wanted_points": {says: "Number of points wanted in the grid; 0: as many as possible", edges: []uint64{20, 30}},
	"BestFit.effort":        {says: "at most 100,000; 0: 1,440", most: 100_000, unset: true},
	"Lattice.origin_x":      {says: "at most 2^52 either way", most: 1 << 52},
	"Lattice.origin_y":      {says: "at most 2^52 either way", most: 1 << 52},
	"Lattice.a_x":           {says: "as an earlier header returned it", edges: []uint64{1 << 8, 1 << 12, 1 << 20}},
	"Lattice.a_y":           {says: "as an earlier header returned it", edges: []uint64{1 << 8, 1 << 12, 1 << 20}},
	"Lattice.b_x":           {says: "as an earlier header returned it", edges: []uint64{1 << 8, 1 << 12, 1 << 20}},
	"Lattice.b_y":           {says: "as an earlier header returned it", edges: []uint64{1 << 8, 1 << 12, 1 << 20}},

	"FixedPoint.name":      {says: "may be empty; silent on its length, 100 B by server/limits.go", most: 100},
	"FixedPoint.x_um":      {says: "a member of the region, all different"},
	"FixedPoint.y_um":      {says: "a member of the region, all different"},
	"FixedPoint.volume_nl": {says: "in whole steps of the injector; 0: the volume of point_nl, and refused with another rule"},

	"Dosing.point_nl":     {says: "The volume of a lattice point; silent on 0, which grid/dose refuses as nothing", least: 1},
	"Dosing.total_nl":     {says: "The volume of all lattice points; silent on 0, which grid/dose refuses as nothing", least: 1},
	"Dosing.nl_per_cm2":   {says: "The volume for each cm2; silent on 0, which grid/dose refuses as nothing", least: 1},
	"Dosing.share":        {says: "absent: equal", enum: 4},
	"Dosing.cap_permille": {says: "1,000 to 100,000; 0: 2,000. Refused with equal shares", least: 1_000, most: 100_000, unset: true},
	"Dosing.mixture":      {says: "may be empty"},

	"Ingredient.name": {says: "not empty; silent on the rest: 100 B by grid/dose, fit to be shown in one line", most: 100, text: badLine},
	"Ingredient.unit": {says: "letters only; empty for a diluent; silent on its length, 20 B by grid/dose", most: 20, text: func(s string) string {
		if s == "" {
			return ""
		}
		return badUnit(s)
	}},
	"Ingredient.amount_micro": {says: "more than 0, and 0 for a diluent; silent on the most, 10^18 by grid/dose", most: 1e18,
		edges: []uint64{1_000_000 * 1e10}},
	"Ingredient.in_nl":   {says: "more than 0, and 0 for a diluent; silent on the most, 10^12 by grid/dose", most: 1e12},
	"Ingredient.part_nl": {says: "0 everywhere: the amounts are those of the mixture; silent on the most, 10^12 by grid/dose", most: 1e12},

	"Depth.depth_um":       {says: "1 to 100,000 um", least: 1, most: 100_000},
	"Depth.insertion":      {says: "A needle at an angle"},
	"Depth.layer":          {says: "The layer that is meant.", enum: 6},
	"Insertion.length_um":  {says: "1 to 100,000 um", least: 1, most: 100_000},
	"Insertion.angle_mdeg": {says: "1 to 90,000 mdeg", least: 1, most: 90_000},

	"Injector.step_nl":        {says: "0: 1 nL", edges: []uint64{100, 200}},
	"Injector.min_shot_nl":    {says: "a point that would get less is refused", edges: []uint64{100, 200}},
	"Injector.max_shot_nl":    {says: "0: no bound. A point that is due a step more is refused.", edges: []uint64{10, 100, 200}},
	"Injector.reservoir_nl":   {says: "0: it never runs out", edges: []uint64{10, 100, 200, 1e12}},
	"Injector.dead_volume_nl": {says: "silent on the most, 10^12 by grid/dose", most: 1e12, edges: []uint64{1_000}},

	"Limit.quantity":    {says: "What is bounded; required.", enum: 9},
	"Limit.component":   {says: "Component of the mixture, for doses", most: 100},
	"Limit.soft_min":    {says: "Least value without a warning"},
	"Limit.soft_max":    {says: "Greatest value without a warning."},
	"Limit.hard_min":    {says: "Least value that is not refused."},
	"Limit.hard_max":    {says: "Greatest value that is not refused."},
	"Limit.period_days": {says: "For total dose and dose per kg"},
	"Limit.source": {says: "up to 200 bytes; may be empty; silent on the rest: fit to be shown in one line", most: 200, text: func(s string) string {
		if s == "" {
			return ""
		}
		return badLine(s)
	}},
	"Limit.unit": {says: "Unit of the component, for doses, letter by letter that of the mixture", most: 20},

	"Delivered.component":    {says: "one that the mixture does not have is refused", most: 100},
	"Delivered.amount_micro": {says: "What was given, millionths of unit."},
	"Delivered.days_ago":     {says: "0: today"},
	"Delivered.unit":         {says: "letter by letter that of the mixture", most: 20},
}

// A rule on several fields is told of one of them. also lists, for the path that an error may have, the other fields that
// may break the rule, and why. The indices of both are left out, and
// a path that ends in * is the begin of some.
type also struct{ field, why string }

const (
	noLattice   = "PATTERN_NONE has no lattice, and what is about one is refused with it"
	filled      = "a protocol's defaults fill what is unset, so its name is what is missing"
	ofMixture   = "a dose is of a component of the mixture"
	whatItGets  = "what a point gets follows from the rule, the device and the points"
	wholeLimit  = "the limit's own fields say together what it bounds"
	aStep       = "the step is one thing: told of its first component"
	memberOf    = "a fixed point is a member of the region"
	needsDosing = "it is of volumes, and without dosing there are none"
)

var spans = map[string][]also{
	"spec.outline*":    {{"spec.outline", "the rings are valid together"}},
	"spec.outline":     {{"spec.pattern", "only PATTERN_NONE does without"}, {"spec.protocol", filled}},
	"spec.pattern":     {{"spec.protocol", filled}},
	"spec.spacing_um":  {{"spec.pattern", noLattice}, {"spec.protocol", filled}, {"spec.outline", "a larger outline is more work at a spacing"}},
	"spec.angle_mdeg":  {{"spec.pattern", noLattice}, {"spec.lattice", "it has a direction of its own"}, {"spec.protocol", filled}},
	"spec.centred":     {{"spec.pattern", noLattice}, {"spec.protocol", filled}},
	"spec.origin":      {{"spec.pattern", noLattice}, {"spec.protocol", filled}},
	"spec.best_fit":    {{"spec.pattern", noLattice}, {"spec.protocol", filled}},
	"spec.lattice":     {{"spec.pattern", noLattice}, {"spec.protocol", filled}},
	"spec.lattice.a_x": {{"spec.lattice", aStep}, {"spec.spacing_um", "the steps are as long as the spacing"}},
	"spec.lattice.a_y": {{"spec.lattice", aStep}, {"spec.spacing_um", "the steps are as long as the spacing"}},
	"spec.lattice.b_x": {{"spec.lattice", aStep}, {"spec.pattern", "it says the turn from a to b"}, {"spec.spacing_um", "the steps are as long as the spacing"}},
	"spec.lattice.b_y": {{"spec.lattice", aStep}, {"spec.pattern", "it says the turn from a to b"}, {"spec.spacing_um", "the steps are as long as the spacing"}},
	"spec.margin_um":   {{"spec.outline", "without one there is no edge to keep a distance from"}},

	"spec.fixed_points":      {{"spec.outline", memberOf}, {"spec.margin_um", memberOf}, {"spec.fixed_points", "all different, and within 2^29 um"}},
	"spec.fixed_points.name": {{"spec.protocol", "its sites are the names"}, {"spec.fixed_points", "one point for each site"}},
	"spec.fixed_points.volume_nl": {
		{"spec.dosing", needsDosing}, {"spec.injector", whatItGets}, {"spec.protocol", filled},
	},

	"spec.dosing":            {{"spec.limits", needsDosing}, {"spec.protocol", filled}},
	"spec.dosing.rule":       {{"spec.dosing.point_nl", "one rule"}, {"spec.dosing.total_nl", "one rule"}, {"spec.dosing.nl_per_cm2", "one rule"}, {"spec.protocol", filled}},
	"spec.dosing.point_nl":   {{"spec.injector", whatItGets}, {"spec.dosing.share", whatItGets}, {"spec.outline", whatItGets}},
	"spec.dosing.total_nl":   {{"spec.pattern", noLattice}, {"spec.injector", whatItGets}, {"spec", "the total is shared among as many points as there are"}},
	"spec.dosing.nl_per_cm2": {{"spec.pattern", noLattice}, {"spec.injector", whatItGets}, {"spec", "a volume for an area depends on the area of a cell"}},
	"spec.dosing.share": {
		{"spec.pattern", noLattice}, {"spec.protocol", filled}, {"spec.outline", "refused where keep-outs cross the outline or one another"},
	},
	"spec.dosing.cap_permille":         {{"spec.dosing.share", "refused with equal shares"}},
	"spec.dosing.mixture.name":         {{"spec.dosing.mixture", "once per mixture"}},
	"spec.dosing.mixture.unit":         {{"spec.dosing.mixture", "without a unit it is a diluent, which has no amount but a part"}},
	"spec.dosing.mixture.amount_micro": {{"spec.dosing.mixture.in_nl", "together they are a concentration, ten times water's at most"}, {"spec.dosing.mixture.unit", "a diluent has none"}},
	"spec.dosing.mixture.in_nl":        {{"spec.dosing.mixture.unit", "a diluent has none"}},
	"spec.dosing.mixture.part_nl":      {{"spec.dosing.mixture", "either every ingredient has a part, or none has"}},

	"spec.injector.max_shot_nl":  {{"spec.injector.step_nl", "a step is the least shot"}},
	"spec.injector.min_shot_nl":  {{"spec.injector.max_shot_nl", "between them lies a shot"}},
	"spec.injector.reservoir_nl": {{"spec.injector.dead_volume_nl", "it stays behind of each fill"}, {"spec", "so many points make so many refills"}},

	"spec.limits":          {{"spec.limits", "at least one bound is given"}},
	"spec.limits.quantity": {{"spec.pattern", "per cm2 of a cell, which PATTERN_NONE has not"}, {"spec.protocol", filled}},
	"spec.limits.component": {
		{"spec.limits.quantity", wholeLimit}, {"spec.dosing", ofMixture}, {"spec.protocol", filled},
	},
	"spec.limits.unit": {
		{"spec.limits.quantity", wholeLimit}, {"spec.limits.component", wholeLimit}, {"spec.dosing.mixture", ofMixture}, {"spec.protocol", filled},
	},
	"spec.limits.period_days": {{"spec.limits.quantity", wholeLimit}},
	"spec.limits.hard_min":    {{"spec.limits", "the bounds ascend: told of the lower of two"}},
	"spec.limits.soft_min":    {{"spec.limits", "the bounds ascend: told of the lower of two"}},
	"spec.limits.soft_max":    {{"spec.limits", "the bounds ascend: told of the lower of two"}},
	"spec.body_mass_g":        {{"spec.limits", "a limit per kg needs it"}, {"spec.protocol", "its limits may be per kg"}},
	"spec.delivered.component": {
		{"spec.dosing", ofMixture}, {"spec.protocol", filled}, {"spec.delivered.unit", ofMixture},
	},
	"spec.delivered.unit": {{"spec.dosing", ofMixture}, {"spec.delivered.component", ofMixture}, {"spec.protocol", filled}},
	"spec.delivered":      {{"spec.limits", "its period says what counts"}},

	"spec.protocol": {
		{"spec.dosing", "its limits must go with the mixture"}, {"spec.pattern", "its limits per cm2 need a cell"}, {"spec.limits", "never alone"},
	},
	"first_point": {{"spec", "the points that there are"}},

	// No field: the codes that have none.
	"HARD_LIMIT": {
		{"spec.limits", "the limit"}, {"spec.dosing", "the volumes"}, {"spec.injector", "the step cuts volumes"}, {"spec.protocol", "its limits"},
		{"spec.outline", "the points"}, {"spec.margin_um", "the points"}, {"spec.spacing_um", "the points, the cell"}, {"spec.pattern", "the points, the cell"},
		{"spec.angle_mdeg", "the points"}, {"spec.centred", "the points"}, {"spec.origin", "the points"}, {"spec.best_fit", "the points"}, {"spec.lattice", "the points"},
		{"spec.fixed_points", "the points"}, {"spec.body_mass_g", "the dose per kg"}, {"spec.delivered", "the total dose"},
		{"spec.order", "the steps go to other points"},
	},
	"GRID_CHANGED": {
		{"expect", "the key"}, {"spec.dosing", "the volumes"}, {"spec.injector", "the step cuts volumes"}, {"spec.protocol", filled},
		{"spec.outline", "the points"}, {"spec.margin_um", "the points"}, {"spec.spacing_um", "the points"}, {"spec.pattern", "the points"},
		{"spec.angle_mdeg", "the points"}, {"spec.centred", "the points"}, {"spec.origin", "the points"}, {"spec.best_fit", "the points"}, {"spec.lattice", "the points"},
		{"spec.fixed_points", "the points"}, {"spec.depth", "it is in the key"}, {"spec.order", "the points"},
	},
}
